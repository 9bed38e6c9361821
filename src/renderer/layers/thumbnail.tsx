import { Folder, FolderOpen } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { AssetHash, FillLayer, LayerMask, LayerRecord, PixelLayer } from '../../shared/document/types.ts'
import { classNames } from '../ui/class-names.ts'
import styles from './layer-row.module.css'
import { drawFill, drawPicture } from './thumbnail-drawing.ts'
import { thumbnailSide, type Thumbnails } from './thumbnails.ts'

interface LayerThumbnailProps {
  layer: LayerRecord
  open: boolean
  thumbnails: Thumbnails
  /** Tools work on the pixels, not on the mask. */
  active: boolean
}

export function LayerThumbnail({ layer, open, thumbnails, active }: LayerThumbnailProps) {
  if (layer.type === 'group') {
    const Icon = open ? FolderOpen : Folder
    return (
      <span className={styles.folder}>
        <Icon size={18} aria-hidden />
      </span>
    )
  }
  const className = classNames(styles.thumbnail, styles.checkered, active && styles.activeThumbnail)
  return (
    <span className={className} data-part="pixels">
      {layer.type === 'fill' ? (
        <FillPicture layer={layer} thumbnails={thumbnails} />
      ) : (
        <Picture asset={layer.asset} layer={layer} thumbnails={thumbnails} />
      )}
    </span>
  )
}

interface MaskThumbnailProps {
  mask: LayerMask
  thumbnails: Thumbnails
  active: boolean
}

export function MaskThumbnail({ mask, thumbnails, active }: MaskThumbnailProps) {
  return (
    <span
      className={classNames(styles.thumbnail, active && styles.activeThumbnail)}
      data-part="mask"
      data-off={!mask.enabled || undefined}
      title={mask.enabled ? 'Layer mask' : 'Layer mask, disabled'}
    >
      <Picture asset={mask.asset} thumbnails={thumbnails} />
    </span>
  )
}

function Picture({ asset, layer, thumbnails }: { asset: AssetHash; layer?: PixelLayer; thumbnails: Thumbnails }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  // Only how it is turned and scaled shows in a thumbnail, not where it lies.
  const [a, b, c, d] = layer?.transform ?? [1, 0, 0, 1]
  const width = layer?.width
  const height = layer?.height
  useEffect(() => {
    const draw = (picture: HTMLCanvasElement) => {
      if (!canvas.current) return
      const size = { width: width ?? picture.width, height: height ?? picture.height }
      drawPicture(canvas.current, picture, size, [a, b, c, d])
    }
    const made = thumbnails.peek(asset)
    if (!made) return thumbnails.request(asset, draw)
    draw(made)
  }, [thumbnails, asset, a, b, c, d, width, height])
  return <canvas ref={canvas} className={styles.picture} width={thumbnailSide} height={thumbnailSide} aria-hidden />
}

function FillPicture({ layer, thumbnails }: { layer: FillLayer; thumbnails: Thumbnails }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { fill } = layer
  useEffect(() => {
    if (canvas.current && fill.type !== 'picture') drawFill(canvas.current, fill)
  }, [fill])
  if (fill.type === 'picture') return <Picture asset={fill.asset} thumbnails={thumbnails} />
  return <canvas ref={canvas} className={styles.picture} width={thumbnailSide} height={thumbnailSide} aria-hidden />
}
