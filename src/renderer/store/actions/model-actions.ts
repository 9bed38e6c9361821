/** Models: what the main side does with them goes on by itself and is told by events. */
import type { EditorContext } from '../context.ts'
import type { ModelActions } from '../actions.ts'

export interface ModelRoom extends ModelActions {
  /** Listens to what is done with models; gives what stops it. */
  followModels(): () => void
  /** Asks for what is there: at the start, and after the connection was lost. */
  refreshModels(): Promise<void>
}

export function modelActions(context: EditorContext): ModelRoom {
  const { client, session, platform, assets } = context
  const quietly = async (work: () => Promise<unknown>) => void (await context.attempt(work))

  const refreshEngines = async () => {
    const outcome = await client.request('engines.list', {})
    if (outcome.status === 'done') session.setState({ engines: outcome.result })
  }
  return {
    downloadModel: (model, precision = null) => quietly(() => client.call('models.download', { model, precision })),
    pauseModel: (model) => quietly(() => client.call('models.pause', { model })),
    cancelModel: (model) => quietly(() => client.call('models.cancel', { model })),
    verifyModel: (model) => quietly(() => client.call('models.verify', { model })),
    packModel: (model, precision) => quietly(() => client.call('models.pack', { model, precision })),
    removeModel: (model, { keepPacked = false } = {}) =>
      quietly(() => client.call('models.remove', { model, keepPacked })),
    importModel: (model, { dialogs }) =>
      quietly(async () => {
        if (dialogs) return client.call('models.import', { model, from: { kind: 'dialog' } })
        const files = await platform.chooseFiles({ accept: '', folder: false })
        const uploads: string[] = []
        for (const file of files) uploads.push(await assets.upload(file.name, file))
        if (uploads.length > 0) await client.call('models.import', { model, from: { kind: 'uploads', uploads } })
      }),
    moveModels: () => quietly(() => client.call('models.move', {})),
    setModelToken: (token) => quietly(() => client.call('models.setToken', { token })),
    followModels() {
      const ends = [
        client.on('models.activity', ({ activities }) => session.setState({ modelActivities: activities })),
        client.on('models.changed', () => void refreshEngines()),
      ]
      return () => ends.forEach((end) => end())
    },
    async refreshModels() {
      await refreshEngines()
      const outcome = await client.request('models.activity', {})
      if (outcome.status === 'done') session.setState({ modelActivities: outcome.result.activities })
    },
  }
}
