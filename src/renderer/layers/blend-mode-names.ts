/** Blend modes as the list shows them: names, and the groups between its lines. */
import type { BlendMode } from '../../shared/document/types.ts'

export const blendModeNames: Readonly<Record<BlendMode, string>> = {
  'pass through': 'Pass through',
  normal: 'Normal',
  dissolve: 'Dissolve',
  darken: 'Darken',
  multiply: 'Multiply',
  'color burn': 'Color burn',
  'linear burn': 'Linear burn',
  'darker color': 'Darker color',
  lighten: 'Lighten',
  screen: 'Screen',
  'color dodge': 'Color dodge',
  'linear dodge': 'Linear dodge (Add)',
  'lighter color': 'Lighter color',
  overlay: 'Overlay',
  'soft light': 'Soft light',
  'hard light': 'Hard light',
  'vivid light': 'Vivid light',
  'linear light': 'Linear light',
  'pin light': 'Pin light',
  'hard mix': 'Hard mix',
  difference: 'Difference',
  exclusion: 'Exclusion',
  subtract: 'Subtract',
  divide: 'Divide',
  hue: 'Hue',
  saturation: 'Saturation',
  color: 'Color',
  luminosity: 'Luminosity',
}

export const blendModeGroups: readonly (readonly BlendMode[])[] = [
  ['pass through', 'normal', 'dissolve'],
  ['darken', 'multiply', 'color burn', 'linear burn', 'darker color'],
  ['lighten', 'screen', 'color dodge', 'linear dodge', 'lighter color'],
  ['overlay', 'soft light', 'hard light', 'vivid light', 'linear light', 'pin light', 'hard mix'],
  ['difference', 'exclusion', 'subtract', 'divide'],
  ['hue', 'saturation', 'color', 'luminosity'],
]
