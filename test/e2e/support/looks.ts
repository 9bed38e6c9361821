/** What can be measured of how the window looks: run in the page. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/**
 * What axe finds wrong of open menus and lists, and is not: keys are theirs alone while they are open, so that the focus
 * cannot go to what they hide, and arrows scroll them.
 */
const notOfMenus = ['aria-hidden-focus', 'scrollable-region-focusable']

/** What axe finds that is serious or worse, one line each; of some rules only, where they are named. */
export async function axeFaults(page: Page, rules?: string[]): Promise<string[]> {
  const openMenu = (await page.locator('[role="menu"], [role="listbox"]').count()) > 0
  // Without the blank page in which it would put its findings together: Electron opens none.
  const axe = new AxeBuilder({ page }).setLegacyMode(true)
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .filter(({ id }) => !(openMenu && notOfMenus.includes(id)))
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    )
}

/** Names of the primary buttons that can be pressed: of the dialog where one is open. */
export async function primaryButtons(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const probe = document.createElement('span')
    probe.style.backgroundColor = 'var(--primary)'
    document.body.append(probe)
    const primary = getComputedStyle(probe).backgroundColor
    probe.remove()
    const scope = document.querySelector('[role="dialog"], [role="alertdialog"]') ?? document
    return [...scope.querySelectorAll('button')]
      .filter((button) => button.checkVisibility() && getComputedStyle(button).backgroundColor === primary)
      .filter((button) => !['radio', 'checkbox', 'switch'].includes(button.getAttribute('role') ?? ''))
      .map((button) => button.getAttribute('aria-label') ?? button.textContent ?? '')
  })
}

/** What is to be pressed and is smaller than 24 CSS pixels either way; a label counts to its control. */
export async function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const targets =
      'button, a[href], input, select, textarea, [role="menuitem"], [role="option"], [role="treeitem"], [role="tab"], [role="slider"]'
    const size = (element: Element) => {
      const boxes = [element.getBoundingClientRect()]
      const label = element.id === '' ? null : document.querySelector(`label[for="${CSS.escape(element.id)}"]`)
      if (label) boxes.push(label.getBoundingClientRect())
      const width = Math.max(...boxes.map((box) => box.right)) - Math.min(...boxes.map((box) => box.left))
      const height = Math.max(...boxes.map((box) => box.bottom)) - Math.min(...boxes.map((box) => box.top))
      return { width, height }
    }
    /** Whether a press some pixels beside it still meets it: by a part of it that is not seen. */
    const reaches = (element: Element) => {
      const box = element.getBoundingClientRect()
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
      return [-11.5, 11.5].every((far) =>
        [document.elementFromPoint(x + far, y), document.elementFromPoint(x, y + far)].every(
          (hit) => hit !== null && (element.contains(hit) || hit.contains(element)),
        ),
      )
    }
    const open = document.querySelector('[role="menu"], [role="listbox"], [role="dialog"], [role="alertdialog"]')
    return [...(open ?? document).querySelectorAll(targets)]
      .filter((element) => element.checkVisibility() && !element.closest('[aria-hidden="true"], .visually-hidden'))
      .filter((element) => {
        const { width, height } = size(element)
        return (width < 23.5 || height < 23.5) && !reaches(element)
      })
      .map((element) => {
        const { width, height } = size(element)
        const name = element.getAttribute('aria-label') ?? element.textContent ?? element.tagName
        return `${name}: ${Math.round(width)} × ${Math.round(height)}`
      })
  })
}

/** Texts that do not fit what holds them, and parts that reach out of the window. Names with a tooltip may be cut. */
export async function clipped(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const shown = [...document.body.querySelectorAll<HTMLElement>('*')].filter(
      (element) =>
        element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
        !element.closest('.visually-hidden, [title], canvas, svg'),
    )
    const ownText = (element: Element) =>
      [...element.childNodes].some(({ nodeType, textContent }) => nodeType === 3 && textContent?.trim())
    const faults: string[] = []
    for (const element of shown) {
      if (ownText(element)) {
        const { overflowX } = getComputedStyle(element)
        if (overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1) {
          faults.push(`"${element.textContent}" is cut off`)
        }
        const { left, right, top, bottom } = element.getBoundingClientRect()
        const scrolls = element.closest(
          '[role="tree"], [role="tabpanel"], [role="menu"], [role="listbox"], [role="dialog"], ul, ol',
        )
        const inside = left >= -0.5 && right <= innerWidth + 0.5 && top >= -0.5 && bottom <= innerHeight + 0.5
        if (!inside && !scrolls) faults.push(`"${element.textContent}" reaches out of the window`)
      }
    }
    const { scrollWidth, scrollHeight } = document.documentElement
    if (scrollWidth > innerWidth || scrollHeight > innerHeight) faults.push('the page scrolls')
    return faults
  })
}
