/** The commands that there are, with their help. Nothing is loaded before its command is called. */
import type { CliIo } from './io.ts'
import type { Services } from '../../services/services.ts'

export interface CommandContext {
  io: CliIo
  /** The services, made when first asked for. */
  services: () => Promise<Services>
  /** Aborted by Ctrl-C. */
  signal: AbortSignal
  debug: boolean
}

/** Runs a command with what follows its name; gives the exit code. Throws LaminaError for what ends it. */
export type RunCommand = (args: readonly string[], context: CommandContext) => Promise<number>

export interface Command {
  name: string
  summary: string
  help: string
  load: () => Promise<RunCommand>
}

const splitHelp = `Usage: lamina split PICTURE... --out DIR [options]
       lamina split FILE.lproj --layer NAME_OR_ID [options]

Takes pictures apart into layers. For each picture, DIR gets a folder of the picture's name with
  layers/00-background.png, 01-....png   every layer on the full canvas, bottom to top
  NAME.psd                               for Photoshop, Affinity, Photopea, Krita, GIMP
  NAME.lproj                             the Lamina project
  layers.json                            what each layer is
The layers put together again are the picture, bit for bit. Pictures of the same name get folders of their own.

With --layer, one layer of a project is taken apart again, in place: a group takes its place and the other
layers stay as they are.

Options:
  --out DIR             where the folders go; made when it is not there
  --layers auto|2..32   how many layers, the background included          (auto)
  --formats LIST        of png, psd, lproj, json, ora, pptx, with commas  (png,psd,lproj,json)
  --engine NAME         what takes the picture apart: peel, qwen-layered  (peel)
  --layer NAME_OR_ID    the layer of FILE.lproj to take apart
  --downscale           take pictures above 100 megapixels apart at a smaller size, instead of refusing them
  --json                one JSON event a line instead of text

For the engine peel:
  --quality NAME        draft: what strikes the eye; balanced; best: looks at every part, in twice the time (balanced)

For the engine qwen-layered:
  --prompt TEXT         what is in the picture; without it the model describes it first
  --seed NUMBER         another seed, other layers                        (0)
  --steps NUMBER        more take longer and may look better              (50, or those of a packed LoRA)
  --resolution 640|1024 at which layers are made                          (640)
  --guidance NUMBER     how closely to follow the prompt; 1: half the time (4)
`

const exportHelp = `Usage: lamina export FILE.lproj --to out.psd|out.png|out.ora|out.pptx|DIR [--json]

Writes a project as a PSD, as one flat PNG, as OpenRaster, as a PowerPoint slide, or as a folder of PNG layers (every
layer on the full canvas). What a format cannot hold is said in a note for each layer.

Options:
  --to PATH   what to write; the ending decides
  --json      one JSON event a line instead of text
`

const inspectHelp = `Usage: lamina inspect FILE.lproj|FILE.psd [--json]

Shows the layers of a file, the topmost first (in JSON: the lowest first).
`

const modelsHelp = `Usage: lamina models [--json]
       lamina models add ID [--mirror URL] [--json]
       lamina models import ID PATH... [--json]
       lamina models verify [ID] [--json]
       lamina models remove ID [--keep-packed] [--json]
       lamina models move FOLDER [--json]

Without more, lists the models: whether they are there, size, licence and sha256.
  add      fetches a model, going on where an earlier try was broken off
  import   takes a model from files or folders of this machine, without a network
  verify   reads all files again and checks their sha256; exit code 3 when one is damaged
  remove   deletes a model; with --keep-packed only what was downloaded of it
  move     takes all models to another folder, which is used from then on

Options:
  --mirror URL   a mirror of the Hugging Face hub
  --json         one JSON event a line instead of text

Environment: LAMINA_MODELS (folder of the models), LAMINA_HUB_MIRROR or HF_ENDPOINT (mirror), HF_TOKEN (for files
behind terms), HTTPS_PROXY and NO_PROXY, HF_HOME (a cache of the hub whose files are used again).
`

const planHelp = `Usage: lamina plan [--vram GB | --ram GB] [options]

Says how the diffusion engine qwen-layered would run in so much memory: at which precision, which parts stay loaded,
what it takes on disk, and about how long. Nothing needs to be installed. Exit code 3 when it cannot run.

Options:
  --vram GB             memory of the GPU                                 (LAMINA_VRAM)
  --ram GB              main memory, to run on the CPU                    (this machine's)
  --precision NAME      float16, int8 or int4                             (the best that fits)
  --layers NUMBER       layers wanted                                     (4)
  --resolution 640|1024 at which layers are made                          (640)
  --steps NUMBER                                                          (50)
  --guidance NUMBER     1: without guidance, in half the time             (4)
  --speed TFLOPS        what the machine does in matrix products          (20 for a GPU, 0.1 for a CPU)
  --json                as JSON
`

const packHelp = `Usage: lamina pack qwen-image-layered [options]
       lamina pack CHECKPOINT DIR [options]

Packs Qwen-Image-Layered for the engine qwen-layered: the model that \`lamina models add\` brought, in its own folder, or
any checkpoint (the folder with model_index.json) into DIR; set LAMINA_QWEN_LAYERED to DIR to use that one. A packing that
was stopped goes on where it was.

Options:
  --precision NAME      float16, int8, int4 or float32; \`lamina plan\` says which fits
                                                                           (the best that fits; int4 into DIR)
  --gguf FILE           the transformer's weights from a GGUF file, not from the checkpoint
  --lora FILE           a LoRA for the transformer (safetensors), merged into it
  --lora-scale NUMBER   how much of it                                    (1)
  --lora-steps NUMBER   the steps that it is made for: then the engine's default, without guidance
                                                                          (what its file name says)
  --json                what was packed, as JSON
`

const doctorHelp = `Usage: lamina doctor [--json]

Looks at what Lamina needs: Node, memory, ONNX backends, models. Exit code 3 when something that it needs is not there.
`

export const commands: readonly Command[] = [
  {
    name: 'split',
    summary: 'take pictures apart into layers, or a layer of a project once more',
    help: splitHelp,
    load: async () => (await import('./commands/split.ts')).runSplit,
  },
  {
    name: 'export',
    summary: 'write a project as PSD, flat PNG or a folder of PNG layers',
    help: exportHelp,
    load: async () => (await import('./commands/export.ts')).runExport,
  },
  {
    name: 'inspect',
    summary: 'show the layers of a project or a PSD',
    help: inspectHelp,
    load: async () => (await import('./commands/inspect.ts')).runInspect,
  },
  {
    name: 'models',
    summary: 'list, fetch, check and delete models; their licences',
    help: modelsHelp,
    load: async () => (await import('./commands/models.ts')).runModels,
  },
  {
    name: 'plan',
    summary: 'say how the diffusion engine would run in so much memory',
    help: planHelp,
    load: async () => (await import('./commands/plan.ts')).runPlan,
  },
  {
    name: 'pack',
    summary: 'pack the checkpoint of the diffusion engine',
    help: packHelp,
    load: async () => (await import('./commands/pack.ts')).runPack,
  },
  {
    name: 'doctor',
    summary: 'check what Lamina needs on this machine',
    help: doctorHelp,
    load: async () => (await import('./commands/doctor.ts')).runDoctor,
  },
]

export function generalHelp(): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2
  const list = commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`).join('\n')
  return `Lamina takes a flat picture apart into editable layers.

Usage: lamina COMMAND [options]

Commands:
${list}

Options:
  --help      this text, or that of a command
  --version   the version
  --debug     with an error, where in the program it came from

Exit codes: 0 done, 2 wrong usage, 3 some inputs failed, 130 cancelled.
`
}
