import { AlignCenter, AlignLeft, AlignRight } from 'lucide-react'
import { useMemo, useRef } from 'react'
import type { LayerText, TextStyle } from '../../shared/document/types.ts'
import {
  cssFamily,
  fontClasses,
  fontFamily,
  fontLibrary,
  nearestWeight,
  weightName,
} from '../../shared/text/font-library.ts'
import { originOf } from '../transport/assets.ts'
import { loadFont } from '../transport/fonts.ts'
import { canEdit } from '../store/commands.ts'
import { awaitsFont, currentText } from '../store/text-state.ts'
import { ColorInput } from '../ui/color-input.tsx'
import { RadioGroup } from '../ui/field.tsx'
import { NumberField } from '../ui/number-field.tsx'
import { Select, type SelectOption } from '../ui/select.tsx'
import { useActions, useEditor, useEditorState, useSession } from './editor-context.ts'

/** What controls show: null where it is not known before the font is found. */
export type ShownStyle = { [Key in keyof TextStyle]: TextStyle[Key] | null }

/** The style of the text at hand, or of new text. */
export function useTextStyle(): ShownStyle {
  const text = useEditorState(currentText)
  const waits = useEditorState(awaitsFont)
  const options = useSession((session) => session.toolOptions.text)
  const color = useSession((session) => session.colors.foreground)
  return useMemo(() => (text ? seen(text) : waits ? unknown : { ...options, color }), [text, waits, options, color])
}

const seen = ({ family, weight, italic, size, color, align, tracking, lineHeight }: LayerText): ShownStyle => ({
  family,
  weight,
  italic,
  size,
  color,
  align,
  tracking,
  lineHeight,
})
const unknown: ShownStyle = {
  family: null,
  weight: null,
  italic: null,
  size: null,
  color: null,
  align: null,
  tracking: null,
  lineHeight: null,
}

export function useCannotEdit(): boolean {
  return !useEditorState(canEdit)
}

const fontGroups: readonly (readonly SelectOption<string>[])[] = fontClasses.map((kind) =>
  fontLibrary
    .filter((family) => family.class === kind)
    .map(({ name }) => ({ value: name, label: name, font: cssFamily(name) })),
)

export function FontSelect({ family, className }: { family: string | null; className?: string }) {
  const actions = useActions()
  const { assets } = useEditor()
  const disabled = useCannotEdit()
  const editing = useSession((session) => session.textEdit !== null)
  /** The family when the list opened: what is under the pointer is shown meanwhile. */
  const opened = useRef<string | null>(null)
  const isMissing = family !== null && !fontFamily(family)
  return (
    <Select
      label="Font"
      className={className}
      value={isMissing ? '' : (family ?? '')}
      groups={fontGroups}
      shown={isMissing ? `${family} (missing)` : undefined}
      placeholder="Font"
      disabled={disabled}
      onOpen={() => {
        opened.current = family
        for (const { name } of fontLibrary) void loadFont(originOf(assets), name, 400, false)
      }}
      onHighlight={(value) => {
        const shown = value ?? opened.current
        if (editing && shown !== null) void actions.setTextStyle({ family: shown }, { preview: true })
      }}
      onChange={(value) => void actions.setTextStyle({ family: value })}
    />
  )
}

const styleValue = (weight: number, italic: boolean) => `${weight}${italic ? ' italic' : ''}`

export function FontStyleSelect({ style, className }: { style: ShownStyle; className?: string }) {
  const actions = useActions()
  const disabled = useCannotEdit()
  const { family: name, weight, italic } = style
  const family = fontFamily(name ?? 'Inter')
  const groups = useMemo(() => {
    const option = (each: number, slanted: boolean): SelectOption<string> => {
      const word = weightName(each)
      const label = slanted ? (word === 'Regular' ? 'Italic' : `${word} italic`) : word
      return { value: styleValue(each, slanted), label }
    }
    const upright = (family?.weights ?? []).map((each) => option(each, false))
    const italics = (family?.italics ?? []).map((each) => option(each, true))
    return italics.length > 0 ? [upright, italics] : [upright]
  }, [family])
  const slanted = italic === true && (family?.italics.length ?? 0) > 0
  const value = family && weight !== null ? styleValue(nearestWeight(family, weight), slanted) : ''
  return (
    <Select
      label="Font style"
      className={className}
      value={name === null ? '' : value}
      groups={groups}
      placeholder="Style"
      disabled={disabled || name === null}
      onChange={(chosen) =>
        void actions.setTextStyle({ weight: Number.parseInt(chosen, 10), italic: chosen.endsWith('italic') })
      }
    />
  )
}

export function FontSizeField({ size, className }: { size: number | null; className?: string }) {
  const actions = useActions()
  const disabled = useCannotEdit()
  return (
    <NumberField
      label="Font size"
      className={className}
      value={size}
      min={1}
      max={20_000}
      digits={1}
      unit="px"
      disabled={disabled}
      onCommit={(value) => void actions.setTextStyle({ size: value })}
    />
  )
}

export function TextColorInput({ color, className }: { color: TextStyle['color'] | null; className?: string }) {
  const actions = useActions()
  const rounded = (color ?? [0, 0, 0]).map(Math.round) as TextStyle['color']
  return (
    <ColorInput
      label="Text color"
      className={className}
      value={rounded}
      onChange={(value) => void actions.setTextStyle({ color: value })}
    />
  )
}

const alignments = [
  { value: 'left', label: 'Align text left', icon: <AlignLeft size={14} aria-hidden /> },
  { value: 'center', label: 'Center text', icon: <AlignCenter size={14} aria-hidden /> },
  { value: 'right', label: 'Align text right', icon: <AlignRight size={14} aria-hidden /> },
] as const

export function TextAlignment({ align }: { align: TextStyle['align'] | null }) {
  const actions = useActions()
  return (
    <RadioGroup
      label="Text alignment"
      layout="bar"
      size="panel"
      value={align ?? 'left'}
      options={alignments}
      onChange={(value) => void actions.setTextStyle({ align: value })}
    />
  )
}

export function LetterSpacingField({ tracking, className }: { tracking: number | null; className?: string }) {
  const actions = useActions()
  const disabled = useCannotEdit()
  return (
    <NumberField
      label="Letter spacing"
      className={className}
      value={tracking}
      min={-500}
      max={5000}
      step={5}
      disabled={disabled}
      onCommit={(value) => void actions.setTextStyle({ tracking: value })}
    />
  )
}

export function LineHeightField({ lineHeight, className }: { lineHeight: number | null; className?: string }) {
  const actions = useActions()
  const disabled = useCannotEdit()
  return (
    <NumberField
      label="Line height"
      className={className}
      value={lineHeight === null ? null : lineHeight * 100}
      min={10}
      max={1000}
      step={5}
      unit="%"
      disabled={disabled}
      onCommit={(value) => void actions.setTextStyle({ lineHeight: value / 100 })}
    />
  )
}
