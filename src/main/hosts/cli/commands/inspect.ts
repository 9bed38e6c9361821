/** lamina inspect: the layers of a file. */
import type { FileTree, LayerNode } from '../../../../shared/contract/schemas.ts'
import { onlyPositional, readArguments } from '../arguments.ts'
import type { CommandContext } from '../commands.ts'
import { formatShare, formatTable } from '../format-text.ts'
import { exitCodes } from '../io.ts'

const options = { json: { type: 'boolean' } } as const

export async function runInspect(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = readArguments('inspect', args, options)
  const file = onlyPositional(positionals, 'file', 'lamina inspect FILE.lproj')
  const services = await context.services()
  const tree = await services.inspect(file, context.signal)
  context.io.stdout.write(values.json ? `${JSON.stringify(tree, null, 2)}\n` : describeTree(tree))
  return exitCodes.done
}

function describeTree(tree: FileTree): string {
  const rows = rowsOf(tree.layers, 0)
  const resolution = `${Number(tree.resolution.toFixed(1))} an inch`
  const head = `${tree.path}: ${tree.width} × ${tree.height} pixels, ${resolution}, ${countOf(tree.layers)}, topmost first\n`
  return rows.length === 0 ? head : `${head}${formatTable(rows, [3])}\n`
}

/** "7 layers and 2 groups" */
function countOf(layers: readonly LayerNode[]): string {
  const all = (nodes: readonly LayerNode[]): LayerNode[] => nodes.flatMap((node) => [node, ...all(node.children)])
  const groups = all(layers).filter(({ type }) => type === 'group').length
  const painted = all(layers).length - groups
  const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`
  return groups === 0 ? counted(painted, 'layer') : `${counted(painted, 'layer')} and ${counted(groups, 'group')}`
}

function rowsOf(layers: readonly LayerNode[], depth: number): string[][] {
  return layers.toReversed().flatMap((layer) => [rowOf(layer, depth), ...rowsOf(layer.children, depth + 1)])
}

function rowOf(layer: LayerNode, depth: number): string[] {
  const { box } = layer
  const marks = [
    layer.blendMode === 'normal' || layer.blendMode === 'pass through' ? '' : layer.blendMode,
    layer.visible ? '' : 'hidden',
    layer.masked ? 'mask' : '',
    layer.clipping ? 'clipped' : '',
    layer.text === '' ? '' : JSON.stringify(layer.text),
  ]
  return [
    `${'  '.repeat(depth + 1)}${layer.name}`,
    layer.kind ?? layer.type,
    box ? `${box.width}×${box.height} at ${box.x},${box.y}` : '',
    formatShare(layer.opacity),
    marks.filter((mark) => mark !== '').join(', '),
    layer.id,
  ]
}
