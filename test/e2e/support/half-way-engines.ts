/** The engines of the tests, of which the embedded one stops half-way: loaded in the engine's thread. */
import { fakeEngines } from '../../../src/main/services/fake-engines.fixture.ts'

export const engineRegistry = { ...fakeEngines.registry, peel: fakeEngines.registry.partial }
