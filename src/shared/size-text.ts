/** "12,000 × 8,000": a size before a person. */
export function sizeText({ width, height }: { width: number; height: number }): string {
  return `${width.toLocaleString('en')} × ${height.toLocaleString('en')}`
}
