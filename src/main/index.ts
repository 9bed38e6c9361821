/** The program under Electron. Other hosts have entries of their own: hosts/cli/index.ts and hosts/browser/main.ts. */
import { startElectronHost } from './hosts/electron/host.ts'

startElectronHost()
