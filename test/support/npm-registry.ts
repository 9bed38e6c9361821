/** An npm registry on loopback with one package, for tests that fetch without a network. */
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { create } from 'tar'

export interface RegistryPackage {
  name: string
  version: string
  /** Path in the package -> content. */
  files: Record<string, Uint8Array | string>
}

export interface TestRegistry {
  url: string
  /** Of the tarball: sha512-BASE64. */
  integrity: string
  tarball: Buffer
  /** How often the tarball was asked for. */
  downloads: number
  /** Takes over the answer to a request for the tarball. */
  answer?: (response: ServerResponse) => void
  /** If set, requests must bring it, as npm does for a registry with `_authToken`. */
  token?: string
  /** Environment for npm: this registry, a cache and a configuration of its own. */
  environment: NodeJS.ProcessEnv
  close(): Promise<void>
}

export async function startRegistry({ name, version, files }: RegistryPackage): Promise<TestRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'lamina-registry-'))
  const contents = { 'package.json': JSON.stringify({ name, version }), ...files }
  for (const [path, content] of Object.entries(contents)) {
    await mkdir(dirname(join(folder, 'package', path)), { recursive: true })
    await writeFile(join(folder, 'package', path), content)
  }
  const file = join(folder, 'package.tgz')
  await create({ cwd: folder, file, gzip: true, portable: true }, ['package'])
  const tarball = await readFile(file)
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`

  const server = createServer((request, response) => {
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    if (registry.token && request.headers.authorization !== `Bearer ${registry.token}`) {
      response.writeHead(401).end()
    } else if (request.url?.endsWith('.tgz')) {
      registry.downloads++
      if (registry.answer) registry.answer(response)
      else response.writeHead(200, { 'content-length': tarball.length }).end(tarball)
    } else {
      const dist = { tarball: `${address}/${name}/-/package-${version}.tgz`, integrity }
      const manifest = { name, version, dist }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions: { [version]: manifest } }))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const userConfig = join(folder, 'npmrc')
  await writeFile(userConfig, `registry=${url}\nfetch-retries=0\n`)

  const registry: TestRegistry = {
    url,
    integrity,
    tarball,
    downloads: 0,
    environment: {
      PATH: process.env.PATH,
      SystemRoot: process.env.SystemRoot,
      HOME: folder,
      npm_execpath: process.env.npm_execpath,
      npm_config_userconfig: userConfig,
      npm_config_cache: join(folder, 'cache'),
      npm_config_update_notifier: 'false',
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
  return registry
}
