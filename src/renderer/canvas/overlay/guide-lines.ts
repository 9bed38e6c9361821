/** The guides of a document, as lines over the picture. */
import type { SessionSlice } from '../../store/state.ts'
import { viewMatrix } from '../geometry.ts'
import type { Guide } from '../snapping.ts'
import styles from './overlay.module.css'

/** CSS pixels within which a guide is taken. */
const REACH = 4

export class GuideLines {
  readonly #element: HTMLElement
  readonly #lines: HTMLElement[] = []
  #session: SessionSlice | null = null
  #guides: readonly Guide[] = []

  /** Lines go into the element, below what comes after. */
  constructor(element: HTMLElement) {
    this.#element = document.createElement('div')
    element.append(this.#element)
  }

  /** Shows these. */
  update(session: SessionSlice, guides: readonly Guide[]): void {
    this.#session = session
    this.#guides = guides
    this.#element.hidden = guides.length === 0
    while (this.#lines.length > guides.length) this.#lines.pop()?.remove()
    while (this.#lines.length < guides.length) this.#lines.push(this.#newLine())
    const [zoom, , , , left, top] = viewMatrix(session)
    guides.forEach(({ axis, at }, index) => {
      const { style } = this.#lines[index]
      style.width = axis === 'x' ? '1px' : '100%'
      style.height = axis === 'x' ? '100%' : '1px'
      const place = Math.round((axis === 'x' ? left : top) + at * zoom)
      style.transform = axis === 'x' ? `translateX(${place}px)` : `translateY(${place}px)`
    })
  }

  /** The guide under a point of the viewport (CSS pixels); null: none. */
  at(x: number, y: number): Guide | null {
    if (!this.#session) return null
    const [zoom, , , , left, top] = viewMatrix(this.#session)
    const far = ({ axis, at }: Guide) => Math.abs(axis === 'x' ? left + at * zoom - x : top + at * zoom - y)
    return this.#guides.findLast((guide) => far(guide) <= REACH) ?? null
  }

  destroy(): void {
    this.#element.remove()
  }

  #newLine(): HTMLElement {
    const line = document.createElement('div')
    line.className = styles.guide
    this.#element.append(line)
    return line
  }
}
