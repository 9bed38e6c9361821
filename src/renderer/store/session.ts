/** The state of a window that has just opened. */
import { defaultPreferences } from '../../shared/contract/preferences.ts'
import type { LayerText } from '../../shared/document/types.ts'
import { noPick } from './pick-state.ts'
import type { SessionSlice } from './state.ts'

export function newSession(): SessionSlice {
  const preferences = defaultPreferences()
  return {
    connection: 'connecting',
    app: null,
    engines: [],
    preferences,
    notices: [],
    ...documentSession(),
    tool: 'move',
    toolOptions: {
      move: { autoSelect: true, target: 'layer', controls: true },
      selection: { combine: 'replace', feather: 0 },
      pick: { mode: 'click', size: 40 },
      brush: { mode: 'mask', size: 60, hardness: 0.8, opacity: 1 },
      eraser: { size: 60, hardness: 0.8, opacity: 1 },
      text: {
        family: 'Inter',
        weight: 400,
        italic: false,
        size: null,
        align: 'left',
        tracking: 0,
        lineHeight: 1.2,
      },
      crop: { ratio: null },
    },
    colors: { foreground: [255, 255, 255], background: [0, 0, 0] },
    viewport: { width: 0, height: 0, pixelRatio: 1 },
    comparePosition: 0.5,
    spread: 0.5,
    job: null,
    finished: null,
    batch: { source: '', output: null, files: [], result: null },
    modelActivities: [],
    busy: null,
    toasts: [],
    dialog: null,
    panelsHidden: false,
    jobOptions: preferences.decompose,
    memory: 0,
  }
}

/** What belongs to the open document, and starts anew with another one. */
export function documentSession() {
  return {
    selection: [],
    active: null,
    anchor: null,
    focused: null,
    target: 'pixels',
    shownMask: null,
    collapsed: new Set<string>(),
    renaming: null,
    hovered: null,
    search: '',
    solo: null,
    pixelSelection: null,
    lastPixelSelection: null,
    pick: noPick,
    assignTo: null,
    refine: null,
    variations: null,
    trial: null,
    lostTrial: null,
    crop: null,
    view: { zoom: 1, centerX: 0, centerY: 0, fit: true },
    mode: 'layers',
    draggedGuides: null,
    guidesLocked: false,
    guidesHidden: false,
    original: null,
    match: null,
    textEdit: null,
    foundTexts: new Map<string, LayerText>(),
    pointer: null,
  } satisfies Partial<SessionSlice>
}
