/** Small ICC profiles for tests. */

/** A version 2 grey profile with the given `kTRC` content. */
export function grayProfile(connection: 'XYZ ' | 'Lab ', curve: Buffer): Buffer {
  const data = Buffer.alloc(144)
  data.writeUInt32BE(data.length + curve.length)
  data.writeUInt32BE(0x02400000, 8)
  data.write('mntr', 12, 'latin1')
  data.write('GRAY', 16, 'latin1')
  data.write(connection, 20, 'latin1')
  data.write('acsp', 36, 'latin1')
  // The D50 illuminant.
  data.set([0, 0, 0xf6, 0xd6, 0, 1, 0, 0, 0, 0, 0xd3, 0x2d], 68)
  data.writeUInt32BE(1, 128)
  data.write('kTRC', 132, 'latin1')
  data.writeUInt32BE(144, 136)
  data.writeUInt32BE(curve.length, 140)
  return Buffer.concat([data, curve])
}

/** A `curv` tag that is a pure power. */
export function gammaCurve(gamma: number): Buffer {
  const curve = Buffer.alloc(16)
  curve.write('curv', 'latin1')
  curve.writeUInt32BE(1, 8)
  curve.writeUInt16BE(gamma * 256, 12)
  return curve
}
