import { type Camera, inView, type Size, worldPixels } from './camera.ts'
import { copiesIn } from './land-layer.ts'
import type { Labels } from './labels.ts'
import type { Palette } from './palette.ts'
import { fragment, vertex } from './points-shader.ts'
import { createProgram } from './program.ts'
import { lastsSeconds, pointBytes, type Scene } from './scene.ts'

const uniforms = [
  'u_centre',
  'u_view',
  'u_world',
  'u_copy',
  'u_now',
  'u_lasts',
  'u_ratio',
  'u_healths',
  'u_disc',
  'u_text',
  'u_focus',
  'u_sea',
  'u_labels',
] as const
/** A point reaches beyond its middle by no more. */
const reachPixels = 50

type Frame = { camera: Camera; size: Size; ratio: number; now: number; palette: Palette; still: boolean }

/** All points in one call a copy of the world: a square each, on which the shader draws what it is. */
export function createPointsLayer(gl: WebGL2RenderingContext) {
  const { program, at } = createProgram(gl, { vertex, fragment, uniforms })
  const array = gl.createVertexArray()
  const points = gl.createBuffer()
  const picture = gl.createTexture()
  let room = 0

  gl.bindVertexArray(array)
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer())
  gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]), gl.STATIC_DRAW)
  const corner = gl.getAttribLocation(program, 'a_corner')
  gl.enableVertexAttribArray(corner)
  gl.vertexAttribPointer(corner, 2, gl.FLOAT, false, 0, 0)
  gl.bindBuffer(gl.ARRAY_BUFFER, points)
  const attributes: [name: string, count: number, type: number, normalized: boolean, offset: number][] = [
    ['a_place', 4, gl.FLOAT, false, 0],
    ['a_size', 4, gl.FLOAT, false, 16],
    ['a_when', 2, gl.FLOAT, false, 32],
    ['a_kind', 4, gl.UNSIGNED_BYTE, false, 40],
    ['a_from0', 4, gl.UNSIGNED_BYTE, true, 44],
    ['a_from1', 4, gl.UNSIGNED_BYTE, true, 48],
    ['a_to0', 4, gl.UNSIGNED_BYTE, true, 52],
    ['a_to1', 4, gl.UNSIGNED_BYTE, true, 56],
  ]
  for (const [name, count, type, normalized, offset] of attributes) {
    const where = gl.getAttribLocation(program, name)
    gl.enableVertexAttribArray(where)
    gl.vertexAttribPointer(where, count, type, normalized, pointBytes, offset)
    gl.vertexAttribDivisor(where, 1)
  }
  gl.bindVertexArray(null)
  gl.bindTexture(gl.TEXTURE_2D, picture)
  for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T])
    gl.texParameteri(gl.TEXTURE_2D, side, gl.CLAMP_TO_EDGE)
  for (const way of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER])
    gl.texParameteri(gl.TEXTURE_2D, way, gl.LINEAR)

  return {
    upload(scene: Scene) {
      gl.bindBuffer(gl.ARRAY_BUFFER, points)
      const used = scene.data.subarray(0, (scene.count * pointBytes) / 4)
      if (scene.data.byteLength > room) {
        gl.bufferData(gl.ARRAY_BUFFER, scene.data, gl.DYNAMIC_DRAW)
        room = scene.data.byteLength
      } else gl.bufferSubData(gl.ARRAY_BUFFER, 0, used)
    },
    uploadLabels({ canvas }: Labels) {
      gl.bindTexture(gl.TEXTURE_2D, picture)
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, canvas)
    },
    draw(count: number, { camera, size, ratio, now, palette, still }: Frame) {
      if (count === 0) return
      gl.useProgram(program)
      gl.bindVertexArray(array)
      gl.bindTexture(gl.TEXTURE_2D, picture)
      gl.enable(gl.BLEND)
      gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
      gl.uniform2f(at.u_centre, camera.x, camera.y)
      gl.uniform2f(at.u_view, size.width, size.height)
      gl.uniform1f(at.u_world, worldPixels(camera.zoom))
      gl.uniform1f(at.u_now, now)
      gl.uniform1f(at.u_lasts, still ? 0 : lastsSeconds)
      gl.uniform1f(at.u_ratio, ratio)
      gl.uniform3fv(at.u_healths, palette.healths.flat())
      gl.uniform3f(at.u_disc, ...palette.disc)
      gl.uniform3f(at.u_text, ...palette.text)
      gl.uniform3f(at.u_focus, ...palette.focus)
      gl.uniform3f(at.u_sea, ...palette.sea)
      gl.uniform1i(at.u_labels, 0)
      for (const copy of copiesIn(inView(camera, size, reachPixels))) {
        gl.uniform1f(at.u_copy, copy)
        gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, count)
      }
      gl.disable(gl.BLEND)
      gl.bindVertexArray(null)
    },
  }
}
