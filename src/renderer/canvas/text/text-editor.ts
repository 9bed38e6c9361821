/** The caret on the canvas: the text that is being edited, drawn over the picture by Fabric. */
import { cache, IText, Point, util, type Canvas } from 'fabric'
import { multiply, type Matrix } from '../../../shared/compositing/transform.ts'
import type { LayerText } from '../../../shared/document/types.ts'
import type { Editor } from '../../store/editor.ts'
import type { TextEdit } from '../../store/state.ts'
import { loadFont, pageFont } from '../../transport/fonts.ts'
import { viewMatrix } from '../geometry.ts'

/** Longest time that set text stays over the picture until its pixels are there, in milliseconds. */
const LONGEST_WAIT = 1500
/** Around the text where a press still means it, in CSS pixels. */
const PADDING = 8

/** Where the origin is in the width of the text. */
const anchors = { left: 0, center: 0.5, right: 1 }

const TAB = 9
const ESCAPE = 27

export class TextEditor {
  readonly #canvas: Canvas
  readonly #editor: Editor
  /** Where the focus goes back to, and where the field for typing lies. */
  readonly #home: HTMLElement
  readonly #origin: string
  /** Has what is over the picture drawn anew. */
  readonly #draw: () => void
  #shown: { edit: TextEdit; text: IText; field: HTMLElement } | null = null
  /** The text whose font is being loaded. */
  #awaited: LayerText | null = null
  /** Text that was committed and is yet to be drawn as pixels. */
  #leaving: { text: IText; timer: ReturnType<typeof setTimeout> } | null = null
  #font = ''
  /** The document when editing began: whether it changed tells committing from giving up. */
  #before: unknown = null

  constructor(canvas: Canvas, home: HTMLElement, editor: Editor, origin: string, draw: () => void) {
    this.#canvas = canvas
    this.#home = home
    this.#editor = editor
    this.#origin = origin
    this.#draw = draw
    home.addEventListener('focus', this.#focusText)
  }

  /** There is something of it on the canvas. */
  get isShown(): boolean {
    return this.#shown !== null || this.#leaving !== null
  }

  /** Whether a press at a point of the viewport (CSS pixels) is for the text. */
  contains(x: number, y: number): boolean {
    return this.#shown !== null && this.#shown.text.containsPoint(new Point(x, y))
  }

  /** Follows the session: begins, goes on or ends. */
  update(): void {
    const { textEdit } = this.#editor.session.getState()
    if (this.#shown && this.#shown.edit.before !== textEdit?.before) this.#end()
    if (!textEdit) this.#awaited = null
    else if (this.#shown) this.#apply(textEdit)
    else if (this.#awaited !== textEdit.before) this.#await(textEdit)
  }

  /** The picture was drawn with all that was there to draw. */
  settled(): void {
    if (this.#leaving) this.#drop()
  }

  destroy(): void {
    this.#home.removeEventListener('focus', this.#focusText)
    this.#end()
    if (this.#leaving) this.#drop()
  }

  /** The caret comes with the font: text in another one would jump. */
  #await({ before, text: { family, weight, italic } }: TextEdit): void {
    this.#awaited = before
    void loadFont(this.#origin, family, weight, italic).then(() => {
      const { textEdit } = this.#editor.session.getState()
      if (this.#awaited !== before || textEdit?.before !== before) return
      this.#awaited = null
      this.#begin(textEdit)
    })
  }

  #begin(edit: TextEdit): void {
    if (this.#leaving) this.#drop()
    const text = new IText(edit.text.string, {
      objectCaching: false,
      hasControls: false,
      lockMovementX: true,
      lockMovementY: true,
      padding: PADDING,
      originX: 'center',
      originY: 'center',
      editingBorderColor: '#3271e6',
      cursorColor: '#3271e6',
      cursorWidth: 2,
      selectionColor: 'rgba(50, 113, 230, 0.35)',
    })
    // Tab moves the focus, as everywhere; Escape is answered below.
    const keys = Object.entries(text.keysMap).filter(([code]) => ![TAB, ESCAPE].includes(Number(code)))
    text.keysMap = Object.fromEntries(keys)
    const field = document.createElement('div')
    field.style.cssText = 'position:fixed;left:0;top:0;width:0;height:0'
    this.#home.append(field)
    text.hiddenTextareaContainer = field
    this.#shown = { edit, text, field }
    this.#before = this.#editor.document.getState().records
    this.#font = ''
    this.#canvas.upperCanvasEl.style.opacity = '1'
    this.#canvas.add(text)
    this.#canvas.setActiveObject(text)
    this.#apply(edit)
    text.enterEditing()
    this.#home.tabIndex = -1
    const area = text.hiddenTextarea
    if (area) {
      area.setAttribute('aria-label', 'Text content')
      area.addEventListener('keydown', (event) => this.#key(event), true)
      area.focus({ preventScroll: true })
    }
    if (edit.at) this.#placeCaret(text, edit.at)
    else text.selectAll()
    text.on('changed', () => this.#editor.actions.typeText(text.text))
    text.on('editing:exited', () => void this.#editor.actions.commitText())
  }

  #apply(edit: TextEdit): void {
    const shown = this.#shown
    if (!shown) return
    const { text } = shown
    const before = shown.edit.text.align
    shown.edit = edit
    const { string, family, weight, italic, size, color, align, tracking, lineHeight } = edit.text
    const font = pageFont(family, weight, italic)
    const key = JSON.stringify(font)
    if (key !== this.#font) {
      this.#font = key
      void loadFont(this.#origin, family, weight, italic).then(() => {
        if (this.#shown !== shown || this.#font !== key) return
        // Widths that were measured before the font was there.
        cache.clearFontCache(font.family)
        this.#lay(shown.edit)
      })
    }
    text.set({
      ...(text.text === string ? {} : { text: string }),
      fontFamily: font.family,
      fontWeight: font.weight,
      fontStyle: font.style,
      fontSize: size,
      fill: `rgb(${color.map(Math.round).join(' ')})`,
      textAlign: align,
      charSpacing: tracking,
      // Fabric's lines are a share of the size higher than the size.
      lineHeight: Math.max(0.05, lineHeight / text._fontSizeMult),
    })
    if (before !== edit.text.align) {
      // Another alignment turns the lines around the origin: the text stays where it is, and the origin goes.
      text.initDimensions()
      const by = (anchors[edit.text.align] - anchors[before]) * text.width
      return this.#editor.actions.placeText(multiply(edit.placement, [1, 0, 0, 1, by, 0]))
    }
    this.#lay(edit)
  }

  /** Measures the text and puts it in its place on the screen. */
  #lay({ text: { size, align }, placement }: TextEdit): void {
    const text = this.#shown?.text
    if (!text) return
    text.initDimensions()
    const { width, height } = text
    const x = (0.5 - anchors[align]) * width
    const middle: Matrix = [1, 0, 0, 1, x, height / 2 - firstBaseline(text, size)]
    const placed = multiply(viewMatrix(this.#editor.session.getState()), multiply(placement, middle))
    const { translateX, translateY, ...turned } = util.qrDecompose(placed)
    text.set({ ...turned, flipX: false, flipY: false })
    text.setPositionByOrigin(new Point(translateX, translateY), 'center', 'center')
    text.setCoords()
    this.#draw()
    text.renderCursorOrSelection()
  }

  #placeCaret(text: IText, at: { x: number; y: number }): void {
    const { left, top } = this.#canvas.upperCanvasEl.getBoundingClientRect()
    const [zoom, , , , x, y] = viewMatrix(this.#editor.session.getState())
    const press = new MouseEvent('mousedown', { clientX: left + x + at.x * zoom, clientY: top + y + at.y * zoom })
    const index = text.getSelectionStartFromPointer(press)
    text.setSelectionStart(index)
    text.setSelectionEnd(index)
    text.renderCursorOrSelection()
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return
    const commits = event.key === 'Enter' && (event.ctrlKey || event.metaKey)
    if (!commits && event.key !== 'Escape') return
    event.preventDefault()
    event.stopImmediatePropagation()
    if (commits) void this.#editor.actions.commitText()
    else this.#editor.actions.cancelText()
  }

  /** While there is a caret, keys are for the text, wherever a click on a panel sends the focus. */
  readonly #focusText = (): void => this.#shown?.text.hiddenTextarea?.focus({ preventScroll: true })

  #end(): void {
    if (!this.#shown) return
    const { text, field, edit } = this.#shown
    this.#shown = null
    text.off('changed')
    text.off('editing:exited')
    const hadFocus = field.contains(document.activeElement)
    text.exitEditing()
    field.remove()
    this.#home.tabIndex = 0
    this.#canvas.discardActiveObject()
    this.#canvas.defaultCursor = 'text'
    this.#canvas.upperCanvasEl.style.opacity = '0'
    text.set({ hasBorders: false, evented: false })
    this.#leaving = { text, timer: setTimeout(() => this.#drop(), LONGEST_WAIT) }
    // New text that was given up leaves nothing to wait for.
    if (edit.layer === null && this.#before === this.#editor.document.getState().records) this.#drop()
    if (hadFocus) this.#home.focus({ preventScroll: true })
  }

  #drop(): void {
    if (!this.#leaving) return
    clearTimeout(this.#leaving.timer)
    this.#canvas.remove(this.#leaving.text)
    this.#leaving = null
    this.#draw()
  }
}

/** From the top of Fabric's box to the first baseline. */
function firstBaseline(text: IText, size: LayerText['size']): number {
  return size * text._fontSizeMult * (1 - text._fontSizeFraction)
}
