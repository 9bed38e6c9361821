import { expect, it } from 'vitest'
import type { LayerDraft } from '../engine.ts'
import { LayerReceiver, LayerSender } from './sent-once.ts'

const layer = (name: string): LayerDraft => ({
  name,
  kind: 'object',
  box: { x: 0, y: 0, width: 1, height: 1 },
  pixels: Uint8Array.from(name + name, (letter) => letter.charCodeAt(0)),
  confidence: 1,
  texts: [],
})

it('all layers arrive each time, and their pixels are sent once', () => {
  const sender = new LayerSender()
  const receiver = new LayerReceiver()
  const [one, two, three] = ['1a', '2b', '3c'].map(layer)
  const send = (...layers: LayerDraft[]) => {
    const sent = structuredClone(sender.send({ width: 1, height: 1, layers }))
    return { fresh: sent.fresh.length, received: receiver.receive(sent) }
  }
  expect(send(one)).toEqual({ fresh: 1, received: { width: 1, height: 1, layers: [one] } })
  const renamed = { ...one, name: 'renamed' }
  expect(send(two, renamed)).toEqual({ fresh: 1, received: { width: 1, height: 1, layers: [two, renamed] } })
  expect(send(three, two)).toEqual({ fresh: 1, received: { width: 1, height: 1, layers: [three, two] } })
})
