import { describe, expect, it } from 'vitest'
import { httpAssets, PixelCache } from './http-assets.ts'

const hash = 'a'.repeat(64)

function pixelAnswer(data: number[], headers: Record<string, string> = {}): Response {
  return new Response(Uint8Array.from(data), {
    headers: { 'x-lamina-type': 'gray', 'x-lamina-width': '2', 'x-lamina-height': '1', ...headers },
  })
}

function assetsOver(answers: (url: string, init?: RequestInit) => Response | Promise<Response>) {
  const asked: string[] = []
  const fetch: typeof globalThis.fetch = async (url, init) => {
    asked.push(String(url))
    return answers(String(url), init)
  }
  return { asked, assets: httpAssets({ origin: 'lamina://app', fetch }) }
}

describe('assets over HTTP', () => {
  it('are fetched once, however often they are asked for', async () => {
    const { assets, asked } = assetsOver(() => pixelAnswer([3, 4]))
    const [one, other] = await Promise.all([assets.fetch(hash), assets.fetch(hash)])
    expect(one).toMatchObject({ type: 'gray', width: 2, height: 1 })
    expect(other).toBe(one)
    expect(await assets.fetch(hash)).toBe(one)
    expect(asked).toEqual([`lamina://app/assets/${hash}`])
  })

  it('are not taken when they are not as large as they say', async () => {
    const { assets } = assetsOver(() => pixelAnswer([3, 4, 5]))
    await expect(assets.fetch(hash)).rejects.toMatchObject({ code: 'PROJECT_DAMAGED' })
  })

  it('that are stored need not be fetched', async () => {
    const { assets, asked } = assetsOver(() => Response.json({ asset: hash }))
    const pixels = { type: 'gray' as const, width: 1, height: 1, data: Uint8Array.of(9) }
    expect(assets.peek(hash)).toBeNull()
    expect(await assets.put('doc', pixels)).toBe(hash)
    expect(assets.peek(hash)).toBe(pixels)
    expect(await assets.fetch(hash)).toBe(pixels)
    expect(asked).toEqual(['lamina://app/assets?document=doc&type=gray&width=1&height=1'])
  })

  it('tell coded errors as they come, missing pixels, and a host that is gone', async () => {
    const coded = assetsOver(() => Response.json({ code: 'DISK_FULL', message: 'Full.', hint: '' }, { status: 507 }))
    await expect(coded.assets.upload('a.png', new Blob())).rejects.toMatchObject({ code: 'DISK_FULL' })
    const missing = assetsOver(() => new Response(null, { status: 404 }))
    await expect(missing.assets.fetch(hash)).rejects.toMatchObject({ code: 'ASSET_NOT_FOUND' })
    const gone = assetsOver(() => Promise.reject(new TypeError('Failed to fetch')))
    await expect(gone.assets.fetch(hash)).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
  })

  it('keep to their limit, the ones used last', () => {
    const cache = new PixelCache(10)
    const pixels = (size: number) => ({ type: 'gray' as const, width: size, height: 1, data: new Uint8Array(size) })
    cache.set('one', pixels(4))
    cache.set('two', pixels(4))
    cache.get('one')
    cache.set('three', pixels(4))
    expect([cache.get('one'), cache.get('two'), cache.get('three')].map(Boolean)).toEqual([true, false, true])
    cache.set('large', pixels(40))
    expect([cache.get('one'), cache.get('large')].map(Boolean)).toEqual([false, true])
    expect(cache.bytes).toBe(40)
  })
})
