import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { KeptSecrets, type Encryption } from './kept-secrets.ts'

let folder: string
let encryption: Encryption
let available: boolean
let backend: ReturnType<Encryption['getSelectedStorageBackend']>
const file = () => path.join(folder, 'settings', 'secrets.json')
const open = (platform: NodeJS.Platform = 'linux') => new KeptSecrets(file(), encryption, platform)
const turned = (bytes: Uint8Array) => Buffer.from(bytes.map((byte) => byte ^ 0x2a))

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lamina-secrets-'))
  available = true
  backend = 'gnome_libsecret'
  encryption = {
    isEncryptionAvailable: () => available,
    getSelectedStorageBackend: () => backend,
    encryptString: (text) => turned(Buffer.from(text)),
    decryptString(bytes) {
      const text = turned(bytes).toString()
      if (!text.startsWith('hf_')) throw new Error('of another account')
      return text
    },
  }
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it('keeps a secret for the next start, encrypted, and forgets it', async () => {
  await open().write('token', 'hf_secret')
  expect(await open().read('token')).toBe('hf_secret')
  expect(await readFile(file(), 'utf8')).not.toContain('hf_secret')
  await open().write('token', null)
  expect(await open().read('token')).toBeNull()
})

it.each<[string, NodeJS.Platform, boolean, typeof backend]>([
  ['there is no encryption', 'darwin', false, 'gnome_libsecret'],
  ['it would be no encryption', 'linux', true, 'basic_text'],
])('keeps nothing on the disk where %s', async (_what, platform, isAvailable, found) => {
  available = isAvailable
  backend = found
  const secrets = open(platform)
  expect(secrets.keeps).toBe(false)
  await secrets.write('token', 'hf_secret')
  expect(await secrets.read('token')).toBe('hf_secret')
  expect(await open(platform).read('token')).toBeNull()
  await expect(readFile(file())).rejects.toMatchObject({ code: 'ENOENT' })
})

it('asks again where what was kept cannot be read', async () => {
  await open().write('token', 'hf_secret')
  await writeFile(file(), JSON.stringify({ token: Buffer.from('other').toString('base64') }))
  expect(await open().read('token')).toBeNull()
  await writeFile(file(), '{')
  expect(await open().read('token')).toBeNull()
})
