/** The parts of a presentation of one slide, besides the slide: the least that PowerPoint opens (ECMA-376). */
import { element, escapeXml, xmlHead } from '../xml.ts'

export const namespaces = {
  'xmlns:a': 'http://schemas.openxmlformats.org/drawingml/2006/main',
  'xmlns:r': 'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
  'xmlns:p': 'http://schemas.openxmlformats.org/presentationml/2006/main',
}

const types = 'application/vnd.openxmlformats-officedocument.presentationml'
const relationType = (name: string) => `${namespaces['xmlns:r']}/${name}`

/** Relations of a part: kind and target, rId1 first. */
export function relations(targets: readonly (readonly [kind: string, target: string])[]): string {
  const xmlns = 'http://schemas.openxmlformats.org/package/2006/relationships'
  const all = targets.map(([kind, target], index) =>
    element('Relationship', { Id: `rId${index + 1}`, Type: relationType(kind), Target: target }),
  )
  return xmlHead + element('Relationships', { xmlns }, all)
}

/** Path and content of every part that does not depend on the layers. Sizes are in EMU. */
export function packageParts({ title, width, height }: { title: string; width: number; height: number }) {
  return {
    '[Content_Types].xml': contentTypes,
    '_rels/.rels': packageRelations,
    'docProps/core.xml': core(title),
    'ppt/presentation.xml': presentation(width, height),
    'ppt/_rels/presentation.xml.rels': relations([
      ['slideMaster', 'slideMasters/slideMaster1.xml'],
      ['slide', 'slides/slide1.xml'],
      ['theme', 'theme/theme1.xml'],
    ]),
    'ppt/slideMasters/slideMaster1.xml': master,
    'ppt/slideMasters/_rels/slideMaster1.xml.rels': relations([
      ['slideLayout', '../slideLayouts/slideLayout1.xml'],
      ['theme', '../theme/theme1.xml'],
    ]),
    'ppt/slideLayouts/slideLayout1.xml': layout,
    'ppt/slideLayouts/_rels/slideLayout1.xml.rels': relations([['slideMaster', '../slideMasters/slideMaster1.xml']]),
    'ppt/theme/theme1.xml': theme(),
  }
}

/** A shape tree with the shapes, the lowest first. */
export function shapeTree(shapes: readonly string[]): string {
  const zero = { x: 0, y: 0 }
  const none = { cx: 0, cy: 0 }
  return element('p:spTree', {}, [
    element('p:nvGrpSpPr', {}, [element('p:cNvPr', { id: 1, name: '' }), element('p:cNvGrpSpPr'), element('p:nvPr')]),
    element('p:grpSpPr', {}, [
      element('a:xfrm', {}, [
        element('a:off', zero),
        element('a:ext', none),
        element('a:chOff', zero),
        element('a:chExt', none),
      ]),
    ]),
    ...shapes,
  ])
}

const contentTypes =
  xmlHead +
  element('Types', { xmlns: 'http://schemas.openxmlformats.org/package/2006/content-types' }, [
    element('Default', { Extension: 'rels', ContentType: 'application/vnd.openxmlformats-package.relationships+xml' }),
    element('Default', { Extension: 'xml', ContentType: 'application/xml' }),
    element('Default', { Extension: 'png', ContentType: 'image/png' }),
    ...(
      [
        ['/ppt/presentation.xml', `${types}.presentation.main+xml`],
        ['/ppt/slideMasters/slideMaster1.xml', `${types}.slideMaster+xml`],
        ['/ppt/slideLayouts/slideLayout1.xml', `${types}.slideLayout+xml`],
        ['/ppt/slides/slide1.xml', `${types}.slide+xml`],
        ['/ppt/theme/theme1.xml', 'application/vnd.openxmlformats-officedocument.theme+xml'],
        ['/docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml'],
      ] as const
    ).map(([PartName, ContentType]) => element('Override', { PartName, ContentType })),
  ])

const packageRelations =
  xmlHead +
  element('Relationships', { xmlns: 'http://schemas.openxmlformats.org/package/2006/relationships' }, [
    element('Relationship', { Id: 'rId1', Type: relationType('officeDocument'), Target: 'ppt/presentation.xml' }),
    element('Relationship', {
      Id: 'rId2',
      Type: 'http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties',
      Target: 'docProps/core.xml',
    }),
  ])

function core(title: string): string {
  const spaces = {
    'xmlns:cp': 'http://schemas.openxmlformats.org/package/2006/metadata/core-properties',
    'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
  }
  return xmlHead + element('cp:coreProperties', spaces, [element('dc:title', {}, [escapeXml(title)])])
}

function presentation(cx: number, cy: number): string {
  return (
    xmlHead +
    element('p:presentation', namespaces, [
      element('p:sldMasterIdLst', {}, [element('p:sldMasterId', { id: 2_147_483_648, 'r:id': 'rId1' })]),
      element('p:sldIdLst', {}, [element('p:sldId', { id: 256, 'r:id': 'rId2' })]),
      element('p:sldSz', { cx, cy }),
      element('p:notesSz', { cx: 6_858_000, cy: 9_144_000 }),
    ])
  )
}

const colorMap = {
  bg1: 'lt1',
  tx1: 'dk1',
  bg2: 'lt2',
  tx2: 'dk2',
  ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`accent${n}`, `accent${n}`])),
  hlink: 'hlink',
  folHlink: 'folHlink',
}

const master =
  xmlHead +
  element('p:sldMaster', namespaces, [
    element('p:cSld', {}, [
      element('p:bg', {}, [element('p:bgRef', { idx: 1001 }, [element('a:schemeClr', { val: 'bg1' })])]),
      shapeTree([]),
    ]),
    element('p:clrMap', colorMap),
    element('p:sldLayoutIdLst', {}, [element('p:sldLayoutId', { id: 2_147_483_649, 'r:id': 'rId1' })]),
  ])

const layout =
  xmlHead +
  element('p:sldLayout', { ...namespaces, type: 'blank', preserve: 1 }, [
    element('p:cSld', { name: 'Blank' }, [shapeTree([])]),
    element('p:clrMapOvr', {}, [element('a:masterClrMapping')]),
  ])

function theme(): string {
  const color = (name: string, val: string) => element(`a:${name}`, {}, [element('a:srgbClr', { val })])
  const font = (name: string) =>
    element(`a:${name}`, {}, [
      element('a:latin', { typeface: 'Arial' }),
      element('a:ea', { typeface: '' }),
      element('a:cs', { typeface: '' }),
    ])
  const fill = element('a:solidFill', {}, [element('a:schemeClr', { val: 'phClr' })])
  const three = (one: string) => [one, one, one]
  const effect = element('a:effectStyle', {}, [element('a:effectLst')])
  const colors = {
    dk1: '000000',
    lt1: 'FFFFFF',
    dk2: '44546A',
    lt2: 'E7E6E6',
    accent1: '4472C4',
    accent2: 'ED7D31',
    accent3: 'A5A5A5',
    accent4: 'FFC000',
    accent5: '5B9BD5',
    accent6: '70AD47',
    hlink: '0563C1',
    folHlink: '954F72',
  }
  const elements = [
    element(
      'a:clrScheme',
      { name: 'Lamina' },
      Object.entries(colors).map(([name, val]) => color(name, val)),
    ),
    element('a:fontScheme', { name: 'Lamina' }, [font('majorFont'), font('minorFont')]),
    element('a:fmtScheme', { name: 'Lamina' }, [
      element('a:fillStyleLst', {}, three(fill)),
      element('a:lnStyleLst', {}, three(element('a:ln', { w: 6350 }, [fill]))),
      element('a:effectStyleLst', {}, three(effect)),
      element('a:bgFillStyleLst', {}, three(fill)),
    ]),
  ]
  const root = { 'xmlns:a': namespaces['xmlns:a'], name: 'Lamina' }
  return xmlHead + element('a:theme', root, [element('a:themeElements', {}, elements)])
}
