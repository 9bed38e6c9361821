/**
 * Everything a person can do, one function each. Menus, shortcuts and buttons go through the table of commands
 * (commands.ts); fields, sliders and drags call these.
 *
 * Actions never throw: what cannot be done is a toast. While a decompose or split job works on the document, edits are
 * refused. A call with `{preview: true}` shows the change and is part of a gesture; the same call without it ends the
 * gesture as one step of the history, `cancelGesture` takes it back.
 */
import type {
  EdgeSettings,
  EditorExportResult,
  ExportFormat,
  ExportOptions,
  JobOptions,
  OpenFrom,
  PickHint,
  PreferencesPatch,
} from '../../shared/contract/api.ts'
import type { Region } from '../../shared/compositing/composite.ts'
import type { BlendMode, FillLayer, LayerRecord, PixelLayer, TextStyle } from '../../shared/document/types.ts'
import type { OutputFormatId, Precision } from '../../shared/contract/limits.ts'
import type { EdgeView } from './refine-state.ts'
import type { PixelSelection } from './pixel-selection.ts'
import type { CombineMode, Dialog, Guide, Rgb, Tool, ToolOptions, Toast, View, ViewMode, Viewport } from './state.ts'

type Ids = readonly string[]
export interface Preview {
  preview?: boolean
}
export type Matrix = PixelLayer['transform']

/** Files and the document as a whole. */
export interface FileActions {
  /** Asks for a file: natively under Electron, by the browser's dialog elsewhere. Asks first where work is unsaved. */
  openDialog(): Promise<void>
  openFrom(from: OpenFrom): Promise<void>
  /** A dropped or pasted file: opens it, or places it as a layer of the open document. */
  openFile(file: Blob, name: string, as: 'document' | 'layer'): Promise<void>
  placeDialog(): Promise<void>
  /** The picture that was too large when it was opened or placed: at the size that fits. */
  openDownscaled(): Promise<void>
  save(options?: { overwrite?: boolean }): Promise<boolean>
  saveAs(): Promise<boolean>
  revert(): Promise<void>
  /** Asks where work is unsaved; `discard` does not ask. */
  close(options?: { discard?: boolean }): Promise<void>
  /** The answer to the dialog `unsaved`. */
  answerUnsaved(answer: 'save' | 'discard' | 'cancel'): Promise<void>
  recover(id: string): Promise<void>
  discardRecovery(id: string): Promise<void>
  clearRecent(): Promise<void>
  newFromClipboard(): Promise<void>
  /** Electron: ends the program, after asking for unsaved work. */
  quit(): Promise<void>
  setPreferences(patch: PreferencesPatch): Promise<void>
}

/** Long work. One job at a time. */
export interface JobActions {
  decompose(options?: Partial<JobOptions>): Promise<void>
  /** Default: the selected layers. */
  split(ids?: Ids, options?: Partial<JobOptions>): Promise<void>
  cancelJob(): Promise<void>
  /** Layers that were finished when the last decompose was cancelled: over the picture, as one step. */
  keepFinished(): Promise<void>
  /** Makes a layer of what the hints pick out of a layer (null: of what is seen). False where none was made. */
  makePickedLayer(layer: string | null, hints: readonly PickHint[], name: string): Promise<boolean>
  /** Gives a layer the edge that the settings make. False where it did not. */
  applyEdge(layer: string, settings: EdgeSettings): Promise<boolean>
  /** The result, or null where it was dismissed, cancelled or failed. */
  exportDocument(format: ExportFormat, options: Partial<ExportOptions>): Promise<EditorExportResult | null>
}

/** Models. The main side works on them, and goes on when the window is closed; nothing here waits for the end. */
export interface ModelActions {
  /** Begins a download or goes on with one; a model that is packed is packed then, at the precision. */
  downloadModel(model: string, precision?: Precision | null): Promise<void>
  pauseModel(model: string): Promise<void>
  /** Ends what is done with the model; null: with all of them. */
  cancelModel(model: string | null): Promise<void>
  verifyModel(model: string): Promise<void>
  packModel(model: string, precision: Precision): Promise<void>
  removeModel(model: string, options?: { keepPacked?: boolean }): Promise<void>
  /** From copies: `dialogs` says whether the main side can ask for them; else the browser does. */
  importModel(model: string, options: { dialogs: boolean }): Promise<void>
  /** To a folder that the person is asked for. */
  moveModels(): Promise<void>
  /** null: forgets it. */
  setModelToken(token: string | null): Promise<void>
}

/** Many pictures in one go; `session.batch` says what was chosen and how each stands. */
export interface BatchActions {
  /** Electron: a folder. Browser: a folder, or files. */
  chooseBatchPictures(what: 'folder' | 'files'): Promise<void>
  /** Electron only: a browser gets a ZIP. */
  chooseBatchOutput(): Promise<void>
  startBatch(preset: { formats: readonly OutputFormatId[]; options: JobOptions }): Promise<void>
}

/** Steps back and forth. */
export interface HistoryActions {
  undo(): void
  redo(): void
  /** To the state after the first `count` steps, of those done and undone together. */
  goTo(count: number): void
  commitGesture(): void
  cancelGesture(): void
}

/** Which layers are selected; not part of the history. */
export interface SelectionActions {
  select(ids: Ids, active?: string | null): void
  toggleSelected(id: string): void
  /** All rows of the panel from the anchor to this one. */
  selectRangeTo(id: string): void
  selectAllLayers(): void
  selectNeighbour(direction: 'up' | 'down', options?: { extend?: boolean }): void
  selectEnd(end: 'top' | 'bottom'): void
  focus(id: string | null): void
  hover(id: string | null): void
  setTarget(target: 'pixels' | 'mask'): void
  showMask(id: string | null): void
  setCollapsed(id: string, collapsed: boolean, options?: { descendants?: boolean }): void
  startRename(id: string): void
  /** Goes on to the next row below with `next`. */
  finishRename(name: string | null, options?: { next?: boolean }): void
  setSearch(text: string): void
}

/** What layers are. */
export interface LayerActions {
  rename(id: string, name: string): void
  /** With preview for sweeping over eyes: end with commitGesture. */
  setVisible(ids: Ids, visible: boolean, options?: Preview): void
  /** Shows only this layer; again: back as it was. */
  toggleSolo(id: string): void
  setOpacity(ids: Ids, opacity: number, options?: Preview): void
  setBlendMode(ids: Ids, mode: BlendMode, options?: Preview): void
  cycleBlendMode(ids: Ids, step: 1 | -1): void
  setLocks(ids: Ids, locks: Partial<LayerRecord['locks']>): void
  setLabel(ids: Ids, label: LayerRecord['label']): void
  setClipping(ids: Ids, clipping: boolean): void
  setFill(id: string, fill: FillLayer['fill'], options?: Preview): void
}

/** Which layers there are, and where. */
export interface StructureActions {
  /** As the panel drops them: into a group (null: top level), above one of its layers (null: at the bottom). */
  move(ids: Ids, to: { parent: string | null; above: string | null }, options?: { duplicate?: boolean }): void
  arrange(ids: Ids, to: 'front' | 'forward' | 'backward' | 'back'): void
  group(ids: Ids): void
  ungroup(ids: Ids): void
  duplicate(ids: Ids): void
  remove(ids: Ids): void
  addLayer(): Promise<void>
  addGroup(): void
  addFill(fill: FillLayer['fill'], options?: { name?: string; at?: 'bottom' | 'above' }): string | null
  /** Asks for a picture and makes a fill of it, at the bottom of the stack: a new background. */
  addPictureFill(): Promise<void>
  mergeDown(): Promise<void>
  mergeLayers(ids: Ids): Promise<void>
  mergeVisible(): Promise<void>
  flatten(): Promise<void>
  /** Makes pixels of fills, and of transforms. */
  convertToPixels(ids: Ids): Promise<void>
  layerViaCopy(cut: boolean): Promise<void>
}

/** Masks. */
export interface MaskActions {
  /** From the selection where there is one; else showing all, or what the layer shows. */
  addMask(ids: Ids, from?: 'reveal' | 'hide' | 'alpha' | 'selection'): Promise<void>
  setMaskEnabled(ids: Ids, enabled: boolean): void
  applyMask(ids: Ids): Promise<void>
  deleteMask(ids: Ids): void
  invertMask(id: string): Promise<void>
  /** Paints a stroke on the layer's mask: document points; value 255 shows, 0 hides. One step. */
  /**
   * Strokes are painted in turn, each as a step. `onTurn` is called when those before it are in the document. False where
   * nothing was painted.
   */
  paintMask(id: string, stroke: MaskStroke, onTurn?: () => void): Promise<boolean>
}
export interface MaskStroke {
  /** x, y, x, y... in document pixels. */
  points: readonly number[]
  size: number
  hardness: number
  opacity: number
  value: number
}

/** Pixel selections. */
export interface PixelSelectionActions {
  setPixelSelection(selection: PixelSelection | null, combine?: CombineMode): void
  selectRectangle(region: Region, combine?: CombineMode): void
  /** Corner points x, y, x, y... in document pixels. */
  selectPolygon(points: readonly number[], combine?: CombineMode): void
  selectAllPixels(): void
  deselect(): void
  reselect(): void
  invertSelection(): Promise<void>
  /** What a layer or its mask shows, as a selection. */
  loadSelection(id: string, source: 'alpha' | 'mask', combine?: CombineMode): Promise<void>
  /** Makes the selected pixels of the layer transparent. */
  clearSelected(ids: Ids): Promise<void>
  copy(options?: { merged?: boolean; cut?: boolean }): Promise<void>
  paste(): Promise<void>
}

/** Live text. */
export interface TextActions {
  /**
   * Puts the caret into a layer's text. Where text was only read in it, its font is found first. `at`: the document point
   * that was clicked; without it all is selected.
   */
  editText(id: string, at?: { x: number; y: number }): Promise<void>
  /** Puts the caret where new text is to begin. */
  startText(at: { x: number; y: number }): void
  /** Puts the text under the caret elsewhere: text space to the document. */
  placeText(placement: Matrix): void
  /** What was typed so far. */
  typeText(string: string): void
  /**
   * Of the text under the caret, else of the selected layers of text, else of new text. With `preview` only what is under
   * the caret changes.
   */
  setTextStyle(style: Partial<TextStyle>, options?: Preview): Promise<void>
  /** Other words in a layer of text, without the caret. */
  setWords(id: string, string: string): Promise<void>
  /** Ends editing; what changed becomes one step. Words that are all gone take their layer with them. */
  commitText(): Promise<void>
  /** Ends editing as if it had not been. */
  cancelText(): void
  /** Brings back the pixels that a text was found in, until it is edited, or the text again. */
  showOriginalPixels(id: string, shown: boolean): Promise<void>
}

/** Where layers lie. Nothing here changes source pixels. */
export interface TransformActions {
  /** Multiplies a document-space matrix onto the layers as they were when the gesture began. Groups: all in them. */
  transform(ids: Ids, matrix: Matrix, options?: Preview & { name?: string }): void
  /** Moves by document pixels from where the gesture began. */
  moveBy(ids: Ids, x: number, y: number, options?: Preview): void
  nudge(x: number, y: number): void
  /** Position, size, angle (degrees, clockwise) of one layer's box or of the selection's. */
  setBox(
    ids: Ids,
    change: Partial<{ x: number; y: number; width: number; height: number; rotation: number }>,
    options?: Preview,
  ): void
  flip(ids: Ids, axis: 'horizontal' | 'vertical'): void
  rotate(ids: Ids, degrees: number): void
  resetTransform(ids: Ids): void
  align(ids: Ids, edge: 'left' | 'center' | 'right' | 'top' | 'middle' | 'bottom'): void
  distribute(ids: Ids, axis: 'horizontal' | 'vertical'): void
  /** Layers keep what lies outside. */
  cropCanvas(region: Region): void
  setCrop(region: Region | null): void
  applyCrop(): void
}

/** Picking things out of the picture. Hints are no steps of the document: they are taken back one by one on their own. */
export interface PickActions {
  addPickHint(hint: PickHint): void
  undoPickHint(): void
  redoPickHint(): void
  clearPick(): void
  setPickName(name: string): void
  /** Looks what a click at a document point would take; null: the pointer is gone. */
  hoverPick(point: { x: number; y: number } | null): void
  /** The crosshair of the keyboard, in document pixels; it begins in the middle of what is seen. */
  movePickCursor(dx: number, dy: number): void
  setPickCursor(x: number, y: number): void
  /** A hint where the crosshair is. */
  pickAtCursor(inside: boolean): void
  /** Enter: a hint where the crosshair went since the last one, else a layer of what is picked. */
  applyPick(): Promise<void>
  makeLayerOfPick(): Promise<void>
  cyclePickMode(): void
}

/** Refining the edge of the selected layer. Settings show at once, and are no step of the document until they are applied. */
export interface RefineActions {
  startRefining(): void
  setEdge(settings: Partial<EdgeSettings>): void
  setEdgeView(view: EdgeView): void
  applyRefining(): Promise<void>
  cancelRefining(): void
}

/** What was tried out and was ended by something else. */
export interface TrialActions {
  /** Goes on with it: its layer is selected. */
  resumeTrial(): void
}

/** Re-rolling the selected layer. Variations show one at a time, and are no step of the document until one is applied. */
export interface VariationActions {
  startVariations(): void
  /** 0: the layer as it is. */
  chooseVariation(index: number): void
  moreVariations(): void
  setNewEdge(newEdge: boolean): void
  applyVariation(): Promise<void>
  cancelVariations(): void
}

/** Pixels from one layer to another, what is seen staying the same. */
export interface MovePixelsActions {
  /** One step. Pixels that other layers lie between stay where they are, and that is told. */
  movePixels(from: string, to: string, selection: PixelSelection): Promise<void>
  /** The selected pixels of the active layer. */
  movePixelsTo(to: string): Promise<void>
}

/** Assigning pixels with the brush: from the active layer to the one that is chosen, what is seen staying the same. */
export interface AssignActions {
  setAssignTarget(id: string | null): void
  /** Document points x, y, x, y... of a stroke; one step. `back`: what strokes assigned is the active layer's again. */
  assignPixels(points: readonly number[], size: number, options?: { back?: boolean }): Promise<void>
}

/** What is seen. */
export interface ViewActions {
  setTool(tool: Tool): void
  setToolOptions<T extends keyof ToolOptions>(tool: T, options: Partial<ToolOptions[T]>): void
  setColors(colors: Partial<{ foreground: Rgb; background: Rgb }>): void
  swapColors(): void
  defaultColors(): void
  cycleBrushMode(): void
  stepBrush(what: 'size' | 'hardness', step: 1 | -1): void
  setView(view: Partial<View>): void
  setViewport(viewport: Viewport): void
  zoomIn(): void
  zoomOut(): void
  /** Keeps the document point under a viewport point (device pixels; default: the middle) where it is. */
  zoomTo(zoom: number, at?: { x: number; y: number }): void
  fit(): void
  setMode(mode: ViewMode): Promise<void>
  setComparePosition(position: number): void
  setSpread(spread: number): void
  setPointer(point: { x: number; y: number } | null): void
  /** Shows them in the place of the document's while one is dragged; null ends that. */
  dragGuides(guides: readonly Guide[] | null): void
  /** Gives them to the document, as a step of that name. */
  setGuides(name: string, guides: readonly Guide[]): void
  setGuidesLocked(locked: boolean): void
  setGuidesHidden(hidden: boolean): void
  setPanelsHidden(hidden: boolean): void
  toggleFullScreen(): void
  /** Ends what is under way: what is tried out, a gesture, a crop frame, the exploded view, comparing, a selection, in this order. */
  escape(): void
  showDialog(dialog: Dialog | null): void
  toast(toast: Omit<Toast, 'id'>): void
  dismissToast(id: number): void
}

export interface EditorActions
  extends
    FileActions,
    JobActions,
    BatchActions,
    ModelActions,
    HistoryActions,
    SelectionActions,
    LayerActions,
    StructureActions,
    MaskActions,
    PixelSelectionActions,
    TextActions,
    TransformActions,
    PickActions,
    RefineActions,
    VariationActions,
    TrialActions,
    MovePixelsActions,
    AssignActions,
    ViewActions {}
