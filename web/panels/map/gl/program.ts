/** A program with its uniforms by name; a shader that does not compile is a bug of ours and is thrown. */
export function createProgram<U extends string>(
  gl: WebGL2RenderingContext,
  { vertex, fragment, uniforms }: { vertex: string; fragment: string; uniforms: readonly U[] },
) {
  const program = gl.createProgram()
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(kind)!
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
  }
  gl.linkProgram(program)
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    const shaders = gl.getAttachedShaders(program) ?? []
    throw new Error([gl.getProgramInfoLog(program), ...shaders.map(it => gl.getShaderInfoLog(it))].join('\n'))
  }
  const at = Object.fromEntries(uniforms.map(name => [name, gl.getUniformLocation(program, name)]))
  return { program, at: at as Record<U, WebGLUniformLocation | null> }
}
