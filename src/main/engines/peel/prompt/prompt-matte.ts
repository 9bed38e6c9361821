/** Points and a box in, matte out, by the best means there is. */
import { LaminaError, throwIfCancelled } from '../../../../shared/contract/errors.ts'
import type { Plane, RgbF } from '../../../imaging/pixels.ts'
import type { PeelContext } from '../types.ts'
import { mattingPrompt } from './matting-prompt.ts'
import { mobileSam } from './mobile-sam.ts'
import { isInstalled, type Prompt } from './prompt.ts'

/**
 * The matte (0..1 a pixel, at the picture's size) of what the prompt points at: by MobileSAM where it is installed, else
 * by matting on a crop. Throws USAGE for a prompt without a box and without a point inside, what Sessions.run throws,
 * and CANCELLED.
 */
export async function promptMatte(image: RgbF, prompt: Prompt, context: PeelContext): Promise<Plane> {
  throwIfCancelled(context.signal)
  if (!prompt.box && !prompt.points.some(({ inside }) => inside)) {
    throw new LaminaError('USAGE', 'Nothing is pointed at.', 'Give a box, or a point on the thing.')
  }
  const model = (await isInstalled(mobileSam, context.sessions)) ? mobileSam : mattingPrompt
  return model.matte(image, prompt, context)
}
