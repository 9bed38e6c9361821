/** The state of a window: what is in the document, and what the window is doing with it. Plain data. */
import type {
  AppInfo,
  BatchFile,
  BatchResult,
  EngineSummary,
  JobOptions,
  ModelActivity,
  Notice,
  Preferences,
} from '../../shared/contract/api.ts'
import type { ErrorData } from '../../shared/contract/errors.ts'
import type { JobKind, JobProgress } from '../../shared/contract/jobs.ts'
import type {
  AffineMatrix,
  DocumentRecords,
  Guide,
  LayerKind,
  LayerText,
  TextStyle,
} from '../../shared/document/types.ts'
import type { PickMode, PickState } from './pick-state.ts'
import type { VariationsState } from './variations-state.ts'
import type { RefineState } from './refine-state.ts'
import type { PixelSelection } from './pixel-selection.ts'

/** The open document. `id` is null while there is none; the rest is then empty. */
export interface DocumentSlice {
  id: string | null
  name: string
  /** Where Save writes, for showing; null where there is no file yet. */
  file: string | null
  readOnly: boolean
  /** As shown: changes on their way to the main side and the preview of a gesture included. */
  records: DocumentRecords
  /** The last revision that the main side confirmed. */
  revision: number
  savedRevision: number | null
  /** Changes that the main side has not confirmed. */
  pending: number
  /** There is something to save. */
  dirty: boolean
  /** Names of the steps: those done, the oldest first; those undone, the next to redo first. */
  history: { done: readonly string[]; undone: readonly string[] }
  /** Name of the gesture under way (a drag, a slider), null otherwise. */
  gesture: string | null
  /** A small picture to show until the layers are there: a URL path, or null. */
  preview: string | null
}

export const tools = ['move', 'marquee', 'lasso', 'pick', 'brush', 'eraser', 'text', 'crop', 'hand', 'zoom'] as const
export type Tool = (typeof tools)[number]

export type Rgb = [r: number, g: number, b: number]

export type CombineMode = 'replace' | 'add' | 'subtract' | 'intersect'

/** Mask: paints on the mask. Assign: gives pixels to another layer. */
export const brushModes = ['mask', 'assign'] as const
export type BrushMode = (typeof brushModes)[number]

export interface ToolOptions {
  move: {
    /** A click takes the topmost layer with a visible pixel there; off: the selected layer moves. */
    autoSelect: boolean
    /** Whether a click takes the layer itself or the outermost group it is in. */
    target: 'layer' | 'group'
    /** Handles around what is selected. */
    controls: boolean
  }
  /** Rectangle and lasso. */
  selection: { combine: CombineMode; feather: number }
  /** Size of the rough brush in document pixels. */
  pick: { mode: PickMode; size: number }
  /** Size in document pixels 1..5000; hardness and opacity 0..1. */
  brush: { mode: BrushMode; size: number; hardness: number; opacity: number }
  eraser: { size: number; hardness: number; opacity: number }
  /** Of new text, in document pixels; its colour is the foreground colour. Size null: as fits the canvas. */
  text: Omit<TextStyle, 'color' | 'size'> & { size: number | null }
  /** Width to height; null: any. */
  crop: { ratio: number | null }
}

/** Zoom is in device pixels a document pixel; the centre is the document point in the middle of the viewport. */
export interface View {
  zoom: number
  centerX: number
  centerY: number
  /** The whole canvas fits in the viewport, and goes on doing so when it changes size. */
  fit: boolean
}

/** Of the canvas element, in device pixels. */
export interface Viewport {
  width: number
  height: number
  pixelRatio: number
}

export interface FoundLayer {
  name: string
  kind: LayerKind
  /** In document pixels. */
  box: { x: number; y: number; width: number; height: number }
  /** What it looks like so far: RGBA, 8 bits each, straight alpha, in base64. */
  preview: { width: number; height: number; data: string } | null
}

export interface RunningJob {
  id: string
  kind: JobKind
  /** On a document: its edits wait. null: a batch. */
  document: string | null
  progress: JobProgress | null
  /** Found so far. */
  layers: readonly FoundLayer[]
  /** For whom the job works: the layers that are split. */
  targets: readonly string[]
  /** performance.now() at the start. */
  startedAt: number
  /** Cancel was pressed. */
  cancelling: boolean
}

/** Many pictures to take apart in one go: what was chosen, and how each of them stands. */
export interface Batch {
  /** Where the pictures are, for showing; empty while none are chosen. */
  source: string
  /** Where the layers go, for showing; null: not chosen yet, or a download. */
  output: string | null
  files: readonly BatchFile[]
  /** Of the last batch; null before and while one runs. */
  result: BatchResult | null
}

export interface ToastAction {
  label: string
  /** Id of a command of the table. */
  command: string
}

/** Something to tell the person, in passing. */
export interface Toast {
  id: number
  tone: 'info' | 'success' | 'warning' | 'error'
  message: string
  /** What to do; empty where there is nothing to do. */
  hint: string
  /** Set for errors. */
  error: ErrorData | null
  /** What failed, as data: the command id or a verb, to try again. */
  actions: readonly ToastAction[]
}

/** An edge or variations as they were tried out. */
export type LostTrial = { kind: 'refine'; state: RefineState } | { kind: 'variations'; state: VariationsState }

export type { Guide }

export type ViewMode = 'layers' | 'compare' | 'difference' | 'exploded'

/** Text under the caret on the canvas. Nothing of it is in the document yet. */
export interface TextEdit {
  /** null: text that is to become a layer. */
  layer: string | null
  text: LayerText
  /** What it was when the caret came. */
  before: LayerText
  /** Text space to the document. */
  placement: AffineMatrix
  /** Where it was clicked, in document pixels; null: all of it is selected. */
  at: { x: number; y: number } | null
}

export const preferencesPages = ['General', 'Shortcuts', 'Canvas', 'Models', 'Performance'] as const
export type PreferencesPage = (typeof preferencesPages)[number]

/** A modal dialog that the window shows; the user interface draws it. */
export type Dialog =
  | { kind: 'decompose'; targets: readonly string[] }
  | { kind: 'export'; layers: readonly string[] | null }
  | { kind: 'batch' }
  | { kind: 'preferences'; page?: PreferencesPage }
  | { kind: 'shortcuts' }
  | { kind: 'about' }
  | { kind: 'recover' }
  | { kind: 'unsaved'; then: 'close' | 'open' }
  | { kind: 'overwrite'; error: ErrorData }
  | { kind: 'fill'; layer: string }

export interface SessionSlice {
  connection: 'connecting' | 'open' | 'lost'
  /** null until the main side answered. */
  app: AppInfo | null
  engines: readonly EngineSummary[]
  preferences: Preferences
  notices: readonly Notice[]

  /** Ids of the selected layers, in the order in which they were selected. Not part of the history. */
  selection: readonly string[]
  /** The layer that panels show and keys act on: one of the selected ones, or null. */
  active: string | null
  /** Where a range selection starts. */
  anchor: string | null
  /** Keyboard focus in the tree, which may be on a layer that is not selected. */
  focused: string | null
  /** What the active layer's tools work on. */
  target: 'pixels' | 'mask'
  /** The mask that is shown instead of the picture (A-click on it). */
  shownMask: string | null
  /** Closed groups. */
  collapsed: ReadonlySet<string>
  /** The layer whose name is being edited in the panel. */
  renaming: string | null
  /** The layer under the pointer, in the exploded view or in the panel. */
  hovered: string | null
  /** Text that filters the layers panel. */
  search: string
  /** What "show only this" hid, for going back. */
  solo: { id: string; before: Readonly<Record<string, boolean>> } | null

  tool: Tool
  toolOptions: ToolOptions
  colors: { foreground: Rgb; background: Rgb }
  pixelSelection: PixelSelection | null
  /** For Reselect. */
  lastPixelSelection: PixelSelection | null
  pick: PickState
  /** The layer that strokes of the brush assign pixels to. */
  assignTo: string | null
  /** The edge that is being refined. */
  refine: RefineState | null
  /** The layer that is re-rolled, and what of it was found. */
  variations: VariationsState | null
  /** What was tried out last when something else ended it. */
  lostTrial: LostTrial | null
  /**
   * What the canvas shows in place of the document while something is tried out. Nothing of it is in the document.
   */
  trial: DocumentRecords | null
  /** The crop frame under way, in document pixels. */
  crop: { x: number; y: number; width: number; height: number } | null

  view: View
  viewport: Viewport
  mode: ViewMode
  /** Place of the divider, 0..1 over the canvas. */
  comparePosition: number
  /** 0..1: distance of the planes. */
  spread: number
  /** The document's guides while one of them is dragged; null: as the document has them. */
  draggedGuides: readonly Guide[] | null
  /** They cannot be taken. */
  guidesLocked: boolean
  guidesHidden: boolean
  /** Original pixels for comparing; null: not known or not there. */
  original: { asset: string; width: number; height: number } | null
  /** In the difference view the share 0..1 of pixels that are the original's; null: not known yet. */
  match: number | null
  /** The text that is being edited on the canvas. */
  textEdit: TextEdit | null
  /** The live text that was found for layers in which text was read, by their pixels. */
  foundTexts: ReadonlyMap<string, LayerText>
  /** Position of the pointer in document pixels; null outside the canvas. */
  pointer: { x: number; y: number } | null

  job: RunningJob | null
  /** The document of which a cancelled decompose left finished layers to keep; null: there are none. */
  finished: string | null
  batch: Batch
  /** What is done with models, by whichever window. */
  modelActivities: readonly ModelActivity[]
  /** Something short is under way that blocks edits: opening, merging. null: nothing. */
  busy: string | null
  toasts: readonly Toast[]
  dialog: Dialog | null
  panelsHidden: boolean
  /** Options of the next decompose or split, as the dialog left them. */
  jobOptions: JobOptions
  /** Bytes of pixels that the window holds. */
  memory: number
}
