/** What is said beside the pointer. Document pixels, degrees clockwise. */

const number = (value: number) => {
  const rounded = Math.round(value * 10) / 10
  // A hyphen is not a minus.
  return String(Math.abs(rounded)).replace(/^/, rounded < 0 ? '−' : '')
}

const signed = (value: number) => (Math.round(value) > 0 ? `+${Math.round(value)}` : number(Math.round(value)))

/** How far something was moved. */
export function moveText(x: number, y: number): string {
  return `X ${signed(x)} px\nY ${signed(y)} px`
}

/** How large something is. */
export function sizeText(width: number, height: number): string {
  return `W ${Math.round(width)} px\nH ${Math.round(height)} px`
}

/** The angle of something that is turned: −180 to 180. */
export function angleText(degrees: number): string {
  const turned = ((((degrees + 180) % 360) + 360) % 360) - 180
  return `${number(turned === -180 ? 180 : turned)}°`
}

/** How far something leans, across or down. */
export function skewText(axis: 'x' | 'y', degrees: number): string {
  return `${axis === 'x' ? 'H' : 'V'} ${number(degrees)}°`
}

/** Where a guide is. */
export function guideText(axis: 'x' | 'y', at: number): string {
  return `${axis.toUpperCase()} ${number(at)} px`
}
