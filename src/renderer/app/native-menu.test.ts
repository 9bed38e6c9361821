import { expect, it } from 'vitest'
import { noDocument } from '../store/document-model.ts'
import { newSession } from '../store/session.ts'
import { nativeMenus, recentOfCommand } from './native-menu.ts'

const state = {
  document: noDocument,
  session: newSession(),
}
const menus = nativeMenus(state)
const menu = (label: string) => menus.find((entry) => entry.label === label)?.submenu ?? []

it('puts the program’s own items where a Mac has them', () => {
  expect(menus.map(({ label }) => label)).toEqual([
    'Lamina',
    'File',
    'Edit',
    'Layer',
    'Select',
    'View',
    'Window',
    'Help',
  ])
  expect(menu('Lamina').map(({ label }) => label)).toContain('Settings…')
  expect(menu('Edit').map(({ label }) => label)).not.toContain('Preferences…')
})

it('tells shortcuts with a modifier only, so that letters reach text fields', () => {
  const items = menus.flatMap(({ submenu }) => submenu ?? [])
  expect(items.find(({ command }) => command === 'file.save')?.accelerator).toBe('CommandOrControl+S')
  expect(items.find(({ command }) => command === 'view.compare')?.accelerator).toBeUndefined()
  expect(items.find(({ command }) => command === 'layer.delete')?.accelerator).toBeUndefined()
})

it('tells recent files from commands', () => {
  expect(recentOfCommand('recent:abc')).toBe('abc')
  expect(recentOfCommand('file.open')).toBeNull()
})
