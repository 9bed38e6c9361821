/** Packages of Debian, for what tests need and npm cannot bring. */
import { spawnSync, type StdioOptions } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** Where apt is, as the person who may install. */
export function canInstallDebianPackages(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
}

/** Debian itself: its descendants have apt too, but some of their packages are not what the names say. */
export function isDebian(): boolean {
  const release = '/etc/os-release'
  return existsSync(release) && /^ID="?debian"?$/m.test(readFileSync(release, 'utf8'))
}

/** Whether the package is there in the end. With `quiet` off, apt's own lines go to the error output as they come. */
export function installDebianPackage(name: string, { quiet = true } = {}): boolean {
  if (!canInstallDebianPackages()) return false
  const output: StdioOptions = quiet ? 'ignore' : ['ignore', 2, 2]
  const apt = (...parameters: string[]) => {
    const all = ['-o', 'Acquire::Retries=1', ...(quiet ? ['-qq'] : ['-q']), ...parameters]
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    return spawnSync('apt-get', all, { env, stdio: output, timeout: 900_000 }).status === 0
  }
  const install = () => apt('install', '-y', '--no-install-recommends', name)
  // The lists of packages may be old, or not there at all.
  return install() || (apt('update') && install())
}
