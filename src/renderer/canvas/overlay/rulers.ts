/** Rulers along the top and the left edge, and where the pointer is on them. Apart from the overlay, so that a drag is not slowed. */
import type { SessionSlice } from '../../store/state.ts'
import { viewMatrix } from '../geometry.ts'
import type { Guide } from '../snapping.ts'
import styles from './overlay.module.css'
import { rulerTicks } from './ruler-ticks.ts'

/** CSS pixels. */
export const RULER_SIZE = 20
/** Length of a mark without a number. */
const MARK = 5

export class Rulers {
  readonly #across = ruler(styles.across)
  readonly #down = ruler(styles.down)
  readonly #corner = box(styles.corner, RULER_SIZE, RULER_SIZE)
  readonly #pointers = [box(styles.pointer, 1, RULER_SIZE), box(styles.pointer, RULER_SIZE, 1)] as const
  readonly #themes: MutationObserver
  #shown = false
  #drawn = ''
  #session: SessionSlice | null = null

  constructor(element: HTMLElement) {
    element.append(this.#across, this.#down, ...this.#pointers, this.#corner)
    this.#show(false)
    this.#themes = new MutationObserver(() => {
      this.#drawn = ''
      if (this.#session) this.update(this.#session, this.#shown)
    })
    this.#themes.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  }

  update(session: SessionSlice, isShown: boolean): void {
    this.#session = session
    this.#show(isShown)
    if (!isShown) return
    const ratio = session.viewport.pixelRatio
    const width = session.viewport.width / ratio
    const height = session.viewport.height / ratio
    const [zoom, , , , left, top] = viewMatrix(session)
    const drawn = [zoom, left, top, width, height, ratio].join()
    if (drawn !== this.#drawn) {
      this.#drawn = drawn
      drawRuler(this.#across, { origin: left, zoom, length: width, ratio, down: false })
      drawRuler(this.#down, { origin: top, zoom, length: height, ratio, down: true })
    }
    const { pointer } = session
    for (const mark of this.#pointers) mark.hidden = !pointer
    if (!pointer) return
    this.#pointers[0].style.transform = `translateX(${Math.round(left + pointer.x * zoom)}px)`
    this.#pointers[1].style.transform = `translateY(${Math.round(top + pointer.y * zoom)}px)`
  }

  /** Which guides a press there pulls out; null: no ruler is there. CSS pixels of the viewport. */
  guideAxis(x: number, y: number): Guide['axis'] | null {
    if (!this.#shown || (x < RULER_SIZE && y < RULER_SIZE)) return null
    return y < RULER_SIZE ? 'y' : x < RULER_SIZE ? 'x' : null
  }

  destroy(): void {
    this.#themes.disconnect()
    for (const element of [this.#across, this.#down, this.#corner, ...this.#pointers]) element.remove()
  }

  #show(isShown: boolean): void {
    this.#shown = isShown
    for (const element of [this.#across, this.#down, this.#corner]) element.hidden = !isShown
    if (!isShown) for (const mark of this.#pointers) mark.hidden = true
  }
}

function ruler(className: string): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.className = `${styles.ruler} ${className}`
  return canvas
}

function box(className: string, width: number, height: number): HTMLElement {
  const element = document.createElement('div')
  element.className = className
  element.style.width = `${width}px`
  element.style.height = `${height}px`
  return element
}

interface Scale {
  origin: number
  zoom: number
  length: number
  ratio: number
  /** From the top to the bottom. */
  down: boolean
}

function drawRuler(canvas: HTMLCanvasElement, { origin, zoom, length, ratio, down }: Scale): void {
  const [width, height] = down ? [RULER_SIZE, length] : [length, RULER_SIZE]
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(height * ratio)
  canvas.style.width = `${width}px`
  canvas.style.height = `${height}px`
  const context = canvas.getContext('2d')
  if (!context) return
  const style = getComputedStyle(canvas)
  context.scale(ratio, ratio)
  if (down) context.transform(0, 1, 1, 0, 0, 0)
  context.font = `10px ${style.getPropertyValue('--font')}`
  context.textBaseline = 'top'
  for (const { at, label } of rulerTicks(origin, zoom, length)) {
    context.fillStyle = label === null ? style.getPropertyValue('--border') : style.color
    const depth = label === null ? MARK : RULER_SIZE
    context.fillRect(at, RULER_SIZE - depth, 1, depth)
    if (label === null) continue
    context.save()
    // Along the left edge numbers read from the bottom to the top.
    if (down) context.transform(-1, 0, 0, 1, 2 * at, 0)
    context.fillText(label, down ? at - context.measureText(label).width - 3 : at + 3, 3)
    context.restore()
  }
}
