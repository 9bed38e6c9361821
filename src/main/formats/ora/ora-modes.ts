/** Blend modes by their OpenRaster names (layer stack specification 0.0.5). */
import type { BlendMode } from '../../../shared/document/types.ts'

const modes: Partial<Record<BlendMode, string>> = {
  'pass through': 'svg:src-over',
  normal: 'svg:src-over',
  darken: 'svg:darken',
  multiply: 'svg:multiply',
  'color burn': 'svg:color-burn',
  lighten: 'svg:lighten',
  screen: 'svg:screen',
  'color dodge': 'svg:color-dodge',
  'linear dodge': 'svg:plus',
  overlay: 'svg:overlay',
  'soft light': 'svg:soft-light',
  'hard light': 'svg:hard-light',
  difference: 'svg:difference',
  hue: 'svg:hue',
  saturation: 'svg:saturation',
  color: 'svg:color',
  luminosity: 'svg:luminosity',
}

/** null: it has none. */
export function oraMode(mode: BlendMode): string | null {
  return modes[mode] ?? null
}
