import { describe, expect, it } from 'vitest'
import { getDocument } from '../../shared/document/tree.ts'
import { guidesOf } from './guides.ts'
import { openWindow } from './main-side.fixture.ts'
import type { Guide } from './state.ts'

const upright: Guide = { axis: 'x', at: 12 }
const level: Guide = { axis: 'y', at: 7 }

describe('guides', () => {
  it('are of the document: each change of them is a step', async () => {
    const { editor, main } = await openWindow()
    const { actions } = editor
    expect(editor.run('view.clearGuides')).toBe(false)
    actions.dragGuides([{ axis: 'x', at: 3 }])
    expect(guidesOf(editor.state())).toEqual([{ axis: 'x', at: 3 }])
    expect(getDocument(editor.document.getState().records).guides).toEqual([])
    actions.setGuides('New guide', [upright])
    actions.setGuides('New guide', [upright, level])
    expect(editor.run('view.clearGuides')).toBe(true)
    expect(guidesOf(editor.state())).toEqual([])
    editor.run('edit.undo')
    expect(guidesOf(editor.state())).toEqual([upright, level])
    editor.run('edit.undo')
    await editor.flush()
    expect(getDocument(main.records).guides).toEqual([upright])
    expect(editor.document.getState().history.done).toEqual(['New guide'])
  })

  it('are no step where they end as they were', async () => {
    const { editor, main } = await openWindow()
    editor.actions.dragGuides([level])
    editor.actions.dragGuides(null)
    editor.actions.setGuides('Move guide', [])
    await editor.flush()
    expect(guidesOf(editor.state())).toEqual([])
    expect(main.commits).toEqual([])
  })

  it('stay over the same pixels when the canvas is cropped', async () => {
    const { editor } = await openWindow()
    editor.actions.setGuides('New guide', [upright, level])
    editor.actions.cropCanvas({ x: 5, y: 6, width: 20, height: 10 })
    expect(guidesOf(editor.state())).toEqual([
      { axis: 'x', at: 7 },
      { axis: 'y', at: 1 },
    ])
  })
})
