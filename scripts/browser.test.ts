import { describe, expect, it } from 'vitest'
import { findBrowser, type Machine } from './browser.ts'

const fetched = '/cache/ms-playwright/chromium-1/chrome'

/** A machine on which only these files are. */
function machine(platform: NodeJS.Platform, files: string[], environment: Machine['environment'] = {}): Machine {
  return { platform, environment, fetched, exists: (path) => files.includes(path) }
}

describe('finding a browser', () => {
  it('takes the one that LAMINA_BROWSER names, whatever else is there', () => {
    const files = ['/usr/bin/chromium', '/home/me/chrome']
    expect(findBrowser(machine('linux', files, { LAMINA_BROWSER: '/home/me/chrome' }))).toBe('/home/me/chrome')
  })

  it('says so where LAMINA_BROWSER names what is not there', () => {
    const files = ['/usr/bin/chromium']
    expect(() => findBrowser(machine('linux', files, { LAMINA_BROWSER: '/nowhere' }))).toThrow(
      expect.objectContaining({ code: 'FILE_NOT_FOUND' }),
    )
  })

  it.each([
    ['/usr/bin/google-chrome-stable'],
    ['/usr/bin/chromium'],
    ['/usr/local/bin/chromium'],
    ['/snap/bin/chromium'],
    ['/usr/bin/microsoft-edge-stable'],
    ['/opt/google/chrome/chrome'],
    ['/opt/microsoft/msedge/msedge'],
  ])('finds %s on Linux', (place) => {
    expect(findBrowser(machine('linux', [place]))).toBe(place)
  })

  it('looks through PATH on Linux, and takes Chrome before Chromium before Edge', () => {
    const environment = { PATH: '/home/me/bin:/usr/bin' }
    const files = ['/usr/bin/microsoft-edge', '/usr/bin/chromium', '/home/me/bin/google-chrome']
    expect(findBrowser(machine('linux', files.slice(0, 1), environment))).toBe('/usr/bin/microsoft-edge')
    expect(findBrowser(machine('linux', files.slice(0, 2), environment))).toBe('/usr/bin/chromium')
    expect(findBrowser(machine('linux', files, environment))).toBe('/home/me/bin/google-chrome')
  })

  it.each([
    ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
    ['/Users/me/Applications/Chromium.app/Contents/MacOS/Chromium'],
    ['/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge'],
  ])('finds %s on macOS', (place) => {
    expect(findBrowser(machine('darwin', [place], { HOME: '/Users/me' }))).toBe(place)
  })

  it.each([
    ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'],
    ['C:\\Users\\me\\AppData\\Local\\Google\\Chrome\\Application\\chrome.exe'],
    ['C:\\Users\\me\\AppData\\Local\\Chromium\\Application\\chrome.exe'],
    ['C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'],
  ])('finds %s on Windows', (place) => {
    const environment = {
      PROGRAMFILES: 'C:\\Program Files',
      'PROGRAMFILES(X86)': 'C:\\Program Files (x86)',
      LOCALAPPDATA: 'C:\\Users\\me\\AppData\\Local',
    }
    expect(findBrowser(machine('win32', [place], environment))).toBe(place)
  })

  it('takes what Playwright fetched where nothing is installed, on every platform', () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      expect(findBrowser(machine(platform, [fetched]))).toBe(fetched)
      expect(findBrowser(machine(platform, []))).toBeNull()
    }
  })
})
