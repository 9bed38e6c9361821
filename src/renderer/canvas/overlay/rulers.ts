/** Rulers along the top and the left edge. */
import type { SessionSlice } from '../../store/state.ts'
import { viewMatrix } from '../geometry.ts'

export const RULER_SIZE = 20

const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000]
/** Least distance between two numbers, CSS pixels. */
const LEAST_GAP = 56

/** `context` is scaled to CSS pixels. Colours come from the element's own style. */
export function drawRulers(
  context: CanvasRenderingContext2D,
  session: SessionSlice,
  colors: { ground: string; text: string },
): void {
  const [zoom, , , , left, top] = viewMatrix(session)
  const width = session.viewport.width / session.viewport.pixelRatio
  const height = session.viewport.height / session.viewport.pixelRatio
  const step = steps.find((each) => each * zoom >= LEAST_GAP) ?? steps[steps.length - 1]
  context.fillStyle = colors.ground
  context.fillRect(0, 0, width, RULER_SIZE)
  context.fillRect(0, 0, RULER_SIZE, height)
  context.fillStyle = colors.text
  context.font = '9px sans-serif'
  context.textBaseline = 'top'
  const minor = step / 5
  for (let at = Math.floor(-left / zoom / minor); left + at * minor * zoom < width; at++) {
    const x = Math.round(left + at * minor * zoom)
    const isMajor = at % 5 === 0
    context.fillRect(x, isMajor ? 0 : RULER_SIZE - 5, 1, isMajor ? RULER_SIZE : 5)
    if (isMajor) context.fillText(String(at * minor), x + 3, 2)
  }
  for (let at = Math.floor(-top / zoom / minor); top + at * minor * zoom < height; at++) {
    const y = Math.round(top + at * minor * zoom)
    const isMajor = at % 5 === 0
    context.fillRect(isMajor ? 0 : RULER_SIZE - 5, y, isMajor ? RULER_SIZE : 5, 1)
    if (!isMajor) continue
    context.save()
    context.translate(2, y - 3)
    context.rotate(-Math.PI / 2)
    context.fillText(String(at * minor), 0, 0)
    context.restore()
  }
  context.fillStyle = colors.ground
  context.fillRect(0, 0, RULER_SIZE, RULER_SIZE)
}
