/** Sizes and angles beside the pointer while it drags. Panels say the same: it is for the eye alone. */
import styles from './overlay.module.css'

/** From the pointer, CSS pixels. */
const DISTANCE = { x: 14, y: 18 }

export class Readout {
  readonly #element = document.createElement('div')
  readonly #around: HTMLElement

  constructor(element: HTMLElement) {
    this.#around = element
    this.#element.className = styles.readout
    this.#element.hidden = true
    this.#element.ariaHidden = 'true'
    element.append(this.#element)
  }

  /** At a point of the viewport (CSS pixels); null: nothing is dragged. */
  show(text: string | null, at: { cssX: number; cssY: number } = { cssX: 0, cssY: 0 }): void {
    this.#element.hidden = text === null
    if (text === null) return
    this.#element.textContent = text
    const { offsetWidth, offsetHeight } = this.#element
    const { clientWidth, clientHeight } = this.#around
    // On the other side of the pointer where there is no room.
    const x =
      at.cssX + DISTANCE.x + offsetWidth > clientWidth ? at.cssX - DISTANCE.x - offsetWidth : at.cssX + DISTANCE.x
    const y =
      at.cssY + DISTANCE.y + offsetHeight > clientHeight ? at.cssY - DISTANCE.y - offsetHeight : at.cssY + DISTANCE.y
    this.#element.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`
  }

  destroy(): void {
    this.#element.remove()
  }
}
