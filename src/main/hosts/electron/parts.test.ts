/** What the Electron host decides without Electron. */
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { fileFromArguments } from './command-line.ts'
import { isFromPage } from './ipc-transport.ts'
import { menuTemplate } from './menu-template.ts'
import { OpenRequests } from './open-requests.ts'
import { beside, fittingPlace } from './window-state.ts'

const display = { x: 0, y: 0, width: 1920, height: 1040 }

describe('fittingPlace', () => {
  it('puts the first window in the middle of the main display', () => {
    expect(fittingPlace(undefined, [display])).toEqual({
      bounds: { x: 240, y: 70, width: 1440, height: 900 },
      maximized: false,
    })
  })

  it('keeps a window where it was, also on a second display', () => {
    const kept = { bounds: { x: 2000, y: 50, width: 1200, height: 800 }, maximized: true }
    expect(fittingPlace(kept, [display, { ...display, x: 1920 }])).toEqual(kept)
  })

  it('brings a window back that no display shows, and one whose title bar is out of reach', () => {
    for (const [x, y] of [
      [2000, 50],
      [100, -400],
      [100, 1030],
      [-1190, 50],
    ]) {
      const { bounds } = fittingPlace({ bounds: { x, y, width: 1200, height: 800 }, maximized: false }, [display])
      expect(bounds).toEqual({ x: 360, y: 120, width: 1200, height: 800 })
    }
  })

  it('takes no size that is too small or too large, and no file that is damaged', () => {
    const { bounds } = fittingPlace({ bounds: { x: 0, y: 0, width: 10, height: 9999 }, maximized: false }, [display])
    expect(bounds).toMatchObject({ width: 1024, height: 1040 })
    expect(fittingPlace({ bounds: 'no' }, [display]).bounds.width).toBe(1440)
  })

  it('moves a second window aside', () => {
    const first = fittingPlace(undefined, [display])
    expect(beside(first, 0)).toEqual(first)
    expect(beside(first, 2).bounds).toMatchObject({ x: 296, y: 126, width: 1440 })
  })
})

describe('fileFromArguments', () => {
  it.each([
    [['electron', '.', 'a.png'], false, 'a.png'],
    [['electron', '--inspect', '.', '--flag', 'a.png'], false, 'a.png'],
    [['electron', '.'], false, null],
    [['lamina', 'a.png', 'b.png'], true, 'a.png'],
    [['lamina', '--no-sandbox'], true, null],
  ] as [string[], boolean, string | null][])('%j, packaged %j: %s', (argv, isPackaged, file) => {
    const expected = file === null ? null : path.resolve('/home/person', file)
    expect(fileFromArguments(argv, '/home/person', { isPackaged })).toBe(expected)
  })
})

describe('isFromPage', () => {
  const contents = {}
  it.each([
    ['its own page', contents, { url: 'lamina://app/', parent: null }, true],
    ['a frame in it', contents, { url: 'lamina://app/', parent: {} }, false],
    ['another page', contents, { url: 'https://app/', parent: null }, false],
    ['a host that begins alike', contents, { url: 'lamina://app.evil/', parent: null }, false],
    ['another window', {}, { url: 'lamina://app/', parent: null }, false],
    ['a frame that is gone', contents, null, false],
  ])('%s', (_name, sender, senderFrame, expected) => {
    expect(isFromPage({ sender, senderFrame }, contents)).toBe(expected)
  })
})

describe('menuTemplate', () => {
  it('makes items that tell of their command', () => {
    const choose = vi.fn()
    const [file] = menuTemplate(
      [
        {
          label: 'File',
          submenu: [
            { label: 'Save', command: 'file.save', accelerator: 'CommandOrControl+S', enabled: false },
            { label: '', separator: true },
            { label: 'Rulers', command: 'view.rulers', checked: true },
            { label: 'Quit', role: 'quit' },
          ],
        },
      ],
      choose,
    )
    const [save, separator, rulers, quit] = file.submenu as { click?: () => void }[]
    expect(save).toMatchObject({ label: 'Save', accelerator: 'CommandOrControl+S', enabled: false })
    expect(separator).toEqual({ type: 'separator' })
    expect(rulers).toMatchObject({ type: 'checkbox', checked: true })
    expect(quit).toMatchObject({ role: 'quit' })
    rulers.click?.()
    expect(choose).toHaveBeenCalledExactlyOnceWith('view.rulers')
  })
})

describe('OpenRequests', () => {
  it('keeps what comes before there are windows', () => {
    const requests = new OpenRequests()
    requests.open(null)
    requests.open('a')
    requests.open('b')
    expect(requests.first()).toBe('a')
    const opened: (string | null)[] = []
    requests.listen((file) => opened.push(file))
    requests.open('c')
    expect(opened).toEqual([null, 'b', 'c'])
  })
})
