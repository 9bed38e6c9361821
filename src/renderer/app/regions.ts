/** The parts of the window that F6 goes through, in the order of the page: elements marked `data-region`. */

const focusable =
  'a[href], button, input, textarea, select, [tabindex]:not([tabindex="-1"]), [role="slider"], [role="combobox"]'

/** Lists of controls of which one at a time is in the order of Tab; before the first visit that is the list itself. */
const roving = '[role="menubar"], [role="toolbar"], [role="radiogroup"], [role="tablist"]'
const itemsOfRoving = '[data-radix-collection-item]:not([data-disabled]):not([aria-disabled="true"])'

function entryOf(region: HTMLElement): HTMLElement | null {
  if (region.tabIndex === 0) return region
  const chosen = region.querySelector<HTMLElement>('[aria-selected="true"][tabindex="0"]')
  if (chosen) return chosen
  const candidates = [...region.querySelectorAll<HTMLElement>(focusable)]
  const first = candidates.find(
    (element) => element.tabIndex === 0 && !element.matches(':disabled') && element.checkVisibility(),
  )
  return first?.matches(roving) ? itemOf(first) : (first ?? null)
}

/** The one of a list of controls that is in the order of Tab. */
function itemOf(list: HTMLElement): HTMLElement | null {
  const items = [...list.querySelectorAll<HTMLElement>(itemsOfRoving)]
  return items.find((item) => item.tabIndex === 0 || item.ariaPressed === 'true') ?? items[0] ?? null
}

/** Moves the focus from such a list itself, where it cannot be seen, to its item. */
export function enterList(element: EventTarget | null): void {
  if (!(element instanceof HTMLElement) || document.activeElement !== element) return
  if (element.matches(roving)) itemOf(element)?.focus()
}

/** Moves the focus to the next or the previous part that can take it. */
export function moveToRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')]
  const here = regions.findLastIndex((region) => region.contains(document.activeElement))
  for (let count = 1; count <= regions.length; count++) {
    const from = here < 0 && step < 0 ? regions.length : here
    const next = regions[(((from + step * count) % regions.length) + regions.length) % regions.length]
    const entry = entryOf(next)
    if (entry) return entry.focus()
  }
}
