/** What is seen, and with which tool. Nothing here changes the document. */
import { updateDocument } from '../../../shared/document/commands/properties.ts'
import { getDocument } from '../../../shared/document/tree.ts'
import type { ViewActions } from '../actions.ts'
import type { EditorContext } from '../context.ts'
import { brushModes, type View } from '../state.ts'
import { noPick } from '../pick-state.ts'
import { clampZoom, fitted, nextZoom } from '../view.ts'

export function viewActions(context: EditorContext): ViewActions {
  const { session, model } = context
  const size = () => (model.state.id === null ? null : getDocument(context.records))
  const setView = (view: Partial<View>) =>
    session.setState({ view: { ...session.getState().view, fit: false, ...view } })
  const refit = () => {
    const document = size()
    if (document) session.setState({ view: fitted(document, session.getState().viewport) })
  }
  const zoomTo: ViewActions['zoomTo'] = (wanted, at) => {
    const { view, viewport } = session.getState()
    const zoom = clampZoom(wanted)
    const dx = (at?.x ?? viewport.width / 2) - viewport.width / 2
    const dy = (at?.y ?? viewport.height / 2) - viewport.height / 2
    setView({
      zoom,
      centerX: view.centerX + dx / view.zoom - dx / zoom,
      centerY: view.centerY + dy / view.zoom - dy / zoom,
    })
  }
  /** The original's pixels; says why where they cannot be compared. */
  const loadOriginal = async (): Promise<boolean> => {
    const found = await context.attempt(async () => {
      const original =
        session.getState().original ?? (await context.client.call('document.original', { document: context.document }))
      session.setState({ original })
      return original ?? 'none'
    })
    const document = size()
    if (found === null || !document) return false
    if (found !== 'none' && found.width === document.width && found.height === document.height) return true
    const message =
      found === 'none'
        ? 'The project does not hold the original picture.'
        : 'The canvas no longer has the size of the original picture.'
    context.toast({ tone: 'info', message, hint: '' })
    return false
  }
  return {
    setTool(tool) {
      session.setState(tool === 'crop' ? { tool } : { tool, crop: null })
    },
    setToolOptions(tool, options) {
      const { toolOptions } = session.getState()
      session.setState({ toolOptions: { ...toolOptions, [tool]: { ...toolOptions[tool], ...options } } })
    },
    setColors: (colors) => session.setState({ colors: { ...session.getState().colors, ...colors } }),
    swapColors() {
      const { foreground, background } = session.getState().colors
      session.setState({ colors: { foreground: background, background: foreground } })
    },
    defaultColors: () => session.setState({ colors: { foreground: [255, 255, 255], background: [0, 0, 0] } }),
    cycleBrushMode() {
      const { tool, toolOptions } = session.getState()
      const { brush } = toolOptions
      const next = brushModes[(brushModes.indexOf(brush.mode) + 1) % brushModes.length]
      const mode = tool === 'brush' ? next : brush.mode
      session.setState({ tool: 'brush', crop: null, toolOptions: { ...toolOptions, brush: { ...brush, mode } } })
    },
    stepBrush(what, step) {
      const { tool, toolOptions } = session.getState()
      if (tool === 'pick') {
        const { pick } = toolOptions
        if (what === 'hardness') return
        return session.setState({ toolOptions: { ...toolOptions, pick: { ...pick, size: stepped(pick.size, step) } } })
      }
      const which = tool === 'eraser' ? 'eraser' : 'brush'
      const { size: diameter, hardness } = toolOptions[which]
      const next =
        what === 'size'
          ? { size: stepped(diameter, step) }
          : { hardness: Math.min(1, Math.max(0, Math.round((hardness + step * 0.25) * 100) / 100)) }
      session.setState({ toolOptions: { ...toolOptions, [which]: { ...toolOptions[which], ...next } } })
    },
    setView,
    setViewport(viewport) {
      session.setState({ viewport })
      if (session.getState().view.fit) refit()
    },
    zoomIn: () => zoomTo(nextZoom(session.getState().view.zoom, 1)),
    zoomOut: () => zoomTo(nextZoom(session.getState().view.zoom, -1)),
    zoomTo,
    fit: refit,
    async setMode(mode) {
      if ((mode === 'compare' || mode === 'difference') && !(await loadOriginal())) return
      session.setState({ mode, hovered: null })
    },
    setComparePosition: (position) => session.setState({ comparePosition: Math.min(1, Math.max(0, position)) }),
    setSpread: (spread) => session.setState({ spread: Math.min(1, Math.max(0, spread)) }),
    setPointer: (pointer) => session.setState({ pointer }),
    dragGuides: (draggedGuides) => session.setState({ draggedGuides, guidesHidden: false }),
    setGuides(name, guides) {
      session.setState({ draggedGuides: null })
      context.edit(name, (records) => updateDocument(records, { guides: [...guides] }))
    },
    setGuidesLocked: (guidesLocked) => session.setState({ guidesLocked }),
    setGuidesHidden: (guidesHidden) => session.setState({ guidesHidden }),
    setPanelsHidden: (panelsHidden) => session.setState({ panelsHidden }),
    toggleFullScreen() {
      if (session.getState().app?.host === 'electron')
        void context.attempt(() => context.client.call('window.toggleFullScreen', {}))
      else context.platform.toggleFullScreen()
    },
    escape() {
      const { crop, mode, solo, pixelSelection, renaming, textEdit, tool, pick, refine, variations } =
        session.getState()
      if (refine || variations) return session.setState({ refine: null, variations: null, trial: null })
      if (textEdit) return session.setState({ textEdit: null })
      if (model.gesture !== null) return model.cancelGesture()
      if (renaming !== null) return session.setState({ renaming: null })
      if (crop) return session.setState({ crop: null })
      if (tool === 'pick' && pick !== noPick) return session.setState({ pick: noPick })
      if (mode !== 'layers') return session.setState({ mode: 'layers', hovered: null })
      if (session.getState().shownMask !== null) return session.setState({ shownMask: null })
      if (pixelSelection) return session.setState({ pixelSelection: null })
      if (solo) session.setState({ solo: null })
    },
    showDialog: (dialog) => session.setState({ dialog }),
    toast: (toast) => context.toast(toast),
    dismissToast: (id) => session.setState({ toasts: session.getState().toasts.filter((toast) => toast.id !== id) }),
  }
}

/** A fifth more or less, and at least a pixel. */
function stepped(size: number, step: 1 | -1): number {
  const next = Math.round(size * (step > 0 ? 1.2 : 1 / 1.2))
  return Math.min(5000, Math.max(1, next === size ? size + step : next))
}
