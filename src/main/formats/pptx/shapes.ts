/** Shapes of a slide as XML (ECMA-376, PresentationML). */
import { element, escapeXml } from '../xml.ts'
import type { FittedText } from './text-fit.ts'

/** In EMU: 914,400 an inch. */
export interface Frame {
  x: number
  y: number
  width: number
  height: number
}

interface Named {
  id: number
  name: string
  hidden: boolean
}

/** PowerPoint counts shares in thousandths of a percent. */
const share = (value: number) => Math.round(value * 100_000)
const EMU_PER_POINT = 12_700

export function pictureShape(
  named: Named,
  frame: Frame,
  { relation, opacity, description }: { relation: string; opacity: number; description: string },
): string {
  const alpha = opacity < 1 ? [element('a:alphaModFix', { amt: share(opacity) })] : []
  return element('p:pic', {}, [
    element('p:nvPicPr', {}, [
      properties(named, description),
      element('p:cNvPicPr', {}, [element('a:picLocks', { noChangeAspect: 1 })]),
      element('p:nvPr'),
    ]),
    element('p:blipFill', {}, [
      element('a:blip', { 'r:embed': relation }, alpha),
      element('a:stretch', {}, [element('a:fillRect')]),
    ]),
    element('p:spPr', {}, [transform('a:xfrm', frame), rectangle]),
  ])
}

export interface TextBlock {
  lines: readonly string[]
  /** In EMU; the box is that of all lines. */
  fitted: FittedText
  /** null: the font of the theme. */
  face: { typeface: string; bold: boolean; italic: boolean } | null
  align: 'left' | 'center' | 'right'
  /** From baseline to baseline, 1 for as far as the font has it. */
  lineSpacing: number
  color: readonly [number, number, number]
  opacity: number
}

const alignments = { left: 'l', center: 'ctr', right: 'r' } as const

/** A text box; each line is a paragraph. */
export function textShape(named: Named, block: TextBlock): string {
  const { lines, fitted, face, color, opacity } = block
  const hex = color.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')
  const alpha = opacity < 1 ? [element('a:alpha', { val: share(opacity) })] : []
  const hundredths = (emu: number) => Math.round((emu / EMU_PER_POINT) * 100)
  const size = Math.min(400_000, Math.max(100, hundredths(fitted.size)))
  const style = { b: face?.bold ? 1 : undefined, i: face?.italic ? 1 : undefined }
  const run = element('a:rPr', { sz: size, ...style, spc: hundredths(fitted.spacing), dirty: 0 }, [
    element('a:solidFill', {}, [element('a:srgbClr', { val: hex.toUpperCase() }, alpha)]),
    element('a:latin', { typeface: face?.typeface ?? '+mn-lt' }),
  ])
  const paragraph = paragraphOf(block)
  const paragraphs = lines.map((line) =>
    element('a:p', {}, [paragraph, element('a:r', {}, [run, element('a:t', {}, [escapeXml(line)])])]),
  )
  return element('p:sp', {}, [
    element('p:nvSpPr', {}, [properties(named, ''), element('p:cNvSpPr', { txBox: 1 }), element('p:nvPr')]),
    element('p:spPr', {}, [transform('a:xfrm', fitted.box), rectangle, element('a:noFill')]),
    element('p:txBody', {}, [
      element('a:bodyPr', { wrap: 'none', lIns: 0, tIns: 0, rIns: 0, bIns: 0, anchor: 't' }, [element('a:noAutofit')]),
      element('a:lstStyle'),
      ...paragraphs,
    ]),
  ])
}

/** What is in it keeps its own coordinates. */
export function groupShape(named: Named, frame: Frame, shapes: readonly string[]): string {
  const { x, y, width, height } = rounded(frame)
  const at = [element('a:off', { x, y }), element('a:ext', { cx: width, cy: height })]
  const inner = [element('a:chOff', { x, y }), element('a:chExt', { cx: width, cy: height })]
  return element('p:grpSp', {}, [
    element('p:nvGrpSpPr', {}, [properties(named, ''), element('p:cNvGrpSpPr'), element('p:nvPr')]),
    element('p:grpSpPr', {}, [element('a:xfrm', {}, [...at, ...inner])]),
    ...shapes,
  ])
}

function properties({ id, name, hidden }: Named, description: string): string {
  return element('p:cNvPr', { id, name, descr: description || undefined, hidden: hidden ? 1 : undefined })
}

function transform(name: string, frame: Frame): string {
  const { x, y, width, height } = rounded(frame)
  return element(name, {}, [element('a:off', { x, y }), element('a:ext', { cx: width, cy: height })])
}

function rounded({ x, y, width, height }: Frame): Frame {
  const length = (value: number) => Math.max(1, Math.round(value))
  return { x: Math.round(x), y: Math.round(y), width: length(width), height: length(height) }
}

/** Nothing above and below the lines, whatever the defaults of a program. */
function paragraphOf({ align, lineSpacing }: TextBlock): string {
  return element('a:pPr', { marL: 0, indent: 0, algn: alignments[align] }, [
    element('a:lnSpc', {}, [element('a:spcPct', { val: share(lineSpacing) })]),
    element('a:spcBef', {}, [element('a:spcPts', { val: 0 })]),
    element('a:spcAft', {}, [element('a:spcPts', { val: 0 })]),
    element('a:buNone'),
  ])
}

const rectangle = element('a:prstGeom', { prst: 'rect' }, [element('a:avLst')])
