// ESLint rule `imports/rooms`: who may import whom, by the paths alone, so that it also bites before a file exists.
import { builtinModules } from 'node:module'
import { posix, relative, sep } from 'node:path'
import { developmentPackages, nodePackages, rooms, soleImporters } from './rooms.js'

const byLength = Object.entries(rooms).sort(([, a], [, b]) => b.folder.length - a.folder.length)

/** @param {string} path from the project's root, with slashes @returns {string | undefined} */
function roomOf(path) {
  const found = byLength.find(([, { folder, only }]) => {
    if (!path.startsWith(`${folder}/`)) return false
    return only !== 'files' || !path.slice(folder.length + 1).includes('/')
  })
  return found?.[0]
}

/** `name` or a path below it. */
const isOrBelow = (specifier, name) => specifier === name || specifier.startsWith(`${name}/`)

/** What is wrong with this import, or undefined. */
function judge(file, specifier) {
  const isTest = /\.test\.tsx?$/.test(file)
  const name = roomOf(file)
  if (!name) return `${file} is in no room of the architecture (scripts/lint/rooms.js).`
  const room = rooms[name]
  if (specifier.startsWith('.')) return judgePath(file, name, room, specifier, isTest)
  if (/^([#~/]|@\/|file:|data:|https?:)/.test(specifier)) return `Import by a relative path or a package: ${specifier}.`
  return judgePackage(name, room, specifier, isTest)
}

function judgePath(file, name, room, specifier, isTest) {
  const target = posix.join(posix.dirname(file), specifier.replace(/\?.*$/, ''))
  if (!target.startsWith('src/')) {
    if (isTest && /^(test\/(support|fixtures)|examples|scripts)\//.test(target)) return undefined
    if (room.node && (target.startsWith('resources/') || target === 'package.json')) return undefined
    return `${name} may not import ${target}: it is not part of what ships.`
  }
  const to = roomOf(target)
  if (!to) return `${target} is in no room of the architecture (scripts/lint/rooms.js).`
  if (to === name || room.imports.includes(to)) return undefined
  return `${name} may not import ${to} (${target}). It may import: ${room.imports.join(', ') || 'nothing else'}.`
}

function judgePackage(name, room, specifier, isTest) {
  for (const [only, importers] of Object.entries(soleImporters)) {
    if (isOrBelow(specifier, only) && !importers.includes(name))
      return `Only ${importers.join(' and ')} may import ${only}.`
  }
  if (isTest) return undefined
  if (developmentPackages.some((each) => isOrBelow(specifier, each))) return `${specifier} is for tests and tools.`
  const builtin = specifier.startsWith('node:') || builtinModules.includes(specifier)
  if (!room.node && (builtin || nodePackages.some((each) => isOrBelow(specifier, each)))) {
    return `${name} has no Node: ${specifier} is not for it.`
  }
  if (!builtin && room.packages && !room.packages.includes(specifier)) {
    return `${name} may not import ${specifier}. It may import: ${room.packages.join(', ')}.`
  }
  return undefined
}

/** The text of a literal or of a template without expressions. */
function constantText(node) {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0].value.cooked
  return undefined
}

/** Calls whose first argument names a module: require(), require.resolve(), vi.mock() and the like. */
function namesModule({ callee }) {
  if (callee.type === 'Identifier') return callee.name === 'require'
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return false
  const { object, property } = callee
  if (object.name === 'require') return property.name === 'resolve'
  return object.name === 'vi' && ['mock', 'doMock', 'importActual', 'importMock'].includes(property.name)
}

/** @type {import('eslint').Rule.RuleModule} */
const roomsRule = {
  meta: { type: 'problem', docs: { description: 'who may import whom' }, schema: [] },
  create(context) {
    const file = relative(context.cwd, context.filename).split(sep).join('/')
    const report = (node, message) => message && context.report({ node, message })
    const check = (node, source) => {
      const specifier = constantText(source)
      // A computed import, like a worker's URL, cannot be told from its text.
      if (specifier !== undefined) report(node, judge(file, specifier))
    }
    return {
      Program: (node) => report(node, roomOf(file) ? undefined : judge(file, '')),
      ImportDeclaration: (node) => check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => node.source && check(node, node.source),
      ImportExpression: (node) => check(node, node.source),
      TSImportType: (node) => check(node, node.source ?? node.argument?.literal),
      TSExternalModuleReference: (node) => check(node, node.expression),
      CallExpression: (node) => namesModule(node) && check(node, node.arguments[0]),
    }
  },
}

export default { rules: { rooms: roomsRule } }
