import { type Box, type Camera, inView, type Size, worldPixels } from './camera.ts'
import type { LandFile } from './land-file.ts'
import type { Palette } from './palette.ts'
import { createProgram } from './program.ts'

const vertex = `#version 300 es
in vec2 a_at;
uniform vec2 u_centre;
uniform vec2 u_scale;
uniform float u_copy;
void main() {
  vec2 at = (a_at + vec2(u_copy, 0.0) - u_centre) * u_scale;
  gl_Position = vec4(at.x, -at.y, 0.0, 1.0);
}`
const fragment = `#version 300 es
precision mediump float;
uniform vec3 u_color;
out vec4 color;
void main() { color = vec4(u_color, 1.0); }`

const steps = 65_535

/** Land and the borders on it. One a context: when that is lost, a new one is made. */
export function createLandLayer(gl: WebGL2RenderingContext) {
  const { program, at } = createProgram(gl, {
    vertex,
    fragment,
    uniforms: ['u_centre', 'u_scale', 'u_copy', 'u_color'],
  })
  const uploaded = new Map<LandFile, ReturnType<typeof upload>>()

  function upload(file: LandFile) {
    const shape = (points: Uint16Array<ArrayBuffer>, indices?: Uint16Array<ArrayBuffer>) => {
      const array = gl.createVertexArray()
      gl.bindVertexArray(array)
      gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer())
      gl.bufferData(gl.ARRAY_BUFFER, points, gl.STATIC_DRAW)
      const where = gl.getAttribLocation(program, 'a_at')
      gl.enableVertexAttribArray(where)
      gl.vertexAttribPointer(where, 2, gl.UNSIGNED_SHORT, true, 0, 0)
      if (indices) {
        gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer())
        gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, indices, gl.STATIC_DRAW)
      }
      gl.bindVertexArray(null)
      return array
    }
    return { land: shape(file.points, file.indices), lines: shape(file.lines) }
  }

  return {
    draw(file: LandFile, camera: Camera, size: Size, palette: Palette) {
      const own = uploaded.get(file) ?? upload(file)
      uploaded.set(file, own)
      const world = worldPixels(camera.zoom)
      const view = inView(camera, size)
      gl.useProgram(program)
      gl.uniform2f(at.u_centre, camera.x, camera.y)
      gl.uniform2f(at.u_scale, (2 * world) / size.width, (2 * world) / size.height)
      for (const copy of copiesIn(view)) {
        gl.uniform1f(at.u_copy, copy)
        gl.bindVertexArray(own.land)
        gl.uniform3f(at.u_color, ...palette.land)
        for (const { first, count } of runsIn(file, view, copy))
          gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_SHORT, first * 2)
        gl.bindVertexArray(own.lines)
        gl.uniform3f(at.u_color, ...palette.border)
        gl.drawArrays(gl.LINES, 0, file.lines.length / 2)
      }
      gl.bindVertexArray(null)
    },
  }
}

/** How many times round the world the view reaches. */
export function copiesIn({ left, right }: Box): number[] {
  const first = Math.floor(left)
  return Array.from({ length: Math.floor(right) - first + 1 }, (_, i) => first + i)
}

/** The runs in view; those that stand one behind another are drawn as one. */
function runsIn({ runs }: LandFile, view: Box, copy: number): { first: number; count: number }[] {
  const found: { first: number; count: number }[] = []
  for (const run of runs) {
    const out =
      run.right / steps + copy < view.left ||
      run.left / steps + copy > view.right ||
      run.bottom / steps < view.top ||
      run.top / steps > view.bottom
    if (out) continue
    const last = found.at(-1)
    if (last && last.first + last.count === run.first) last.count += run.count
    else found.push({ first: run.first, count: run.count })
  }
  return found
}
