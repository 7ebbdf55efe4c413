import { healths } from '#protocol/health.ts'

// Where a point was, where it goes and since when is all that the card is told; where it is now it finds out itself, so a
// thousand that change at once cost no script from frame to frame.
export const vertex = `#version 300 es
in vec2 a_corner;
in vec4 a_place;
in vec4 a_size;
in vec2 a_when;
in vec4 a_kind;
in vec4 a_from0;
in vec4 a_from1;
in vec4 a_to0;
in vec4 a_to1;
uniform vec2 u_centre;
uniform vec2 u_view;
uniform float u_world;
uniform float u_copy;
uniform float u_now;
uniform float u_lasts;
uniform float u_ratio;
out vec2 v_at;
flat out vec4 v_kind;
flat out vec4 v_some;
flat out vec2 v_rest;
flat out vec4 v_own;
void main() {
  float t = u_lasts > 0.0 ? clamp((u_now - a_when.x) / u_lasts, 0.0, 1.0) : 1.0;
  t = 1.0 - pow(1.0 - t, 3.0);
  vec2 place = mix(a_place.xy, a_place.zw, t);
  float radius = mix(a_size.x, a_size.y, t);
  vec2 middle = (place - u_centre + vec2(u_copy, 0.0)) * u_world + u_view * 0.5;
  // Figures are sharp where their pixels are the screen's.
  if (a_kind.x > 0.5) middle = floor(middle * u_ratio + 0.5) / u_ratio;
  v_at = a_corner * (radius + 8.0);
  v_kind = a_kind;
  v_some = mix(a_from0, a_to0, t);
  v_rest = mix(a_from1.xy, a_to1.xy, t);
  v_own = vec4(radius, mix(a_size.z, a_size.w, t), a_when.y, t);
  vec2 clip = (middle + v_at) / u_view * 2.0 - 1.0;
  gl_Position = vec4(clip.x, -clip.y, 0.0, 1.0);
}`

export const labelBox = { width: 48, height: 20, columns: 10, rows: 25 } as const

// Nobody needs to tell colours apart: each health has a shape of its own as a node, and a width and a pattern of its own
// in the ring of a cluster.
export const fragment = `#version 300 es
precision highp float;
in vec2 v_at;
flat in vec4 v_kind;
flat in vec4 v_some;
flat in vec2 v_rest;
flat in vec4 v_own;
uniform vec3 u_healths[${healths.length}];
uniform vec3 u_disc;
uniform vec3 u_text;
uniform vec3 u_focus;
uniform vec3 u_sea;
uniform float u_ratio;
uniform sampler2D u_labels;
out vec4 color;

float soft(float d) { return clamp(0.5 - d * u_ratio, 0.0, 1.0); }

float shape(int health, vec2 p, float r) {
  if (health == 1) {
    vec2 q = vec2(abs(p.x), p.y + r * 0.12);
    return max(dot(q, vec2(0.866, -0.5)), q.y) - r * 0.62;
  }
  if (health == 2) return (abs(p.x) + abs(p.y) - r * 1.2) * 0.7071;
  if (health == 3) return abs(length(p) - r * 0.75) - r * 0.25;
  if (health == 4) return max(abs(p.x), abs(p.y)) - r * 0.82;
  if (health == 5) return abs(length(p) - r * 0.72) - 0.75;
  return length(p) - r;
}

vec3 hue(int health) { return u_healths[health]; }

vec4 over(vec4 top, vec4 under) { return top + under * (1.0 - top.a); }

vec4 node(int was, int is, float radius, float t) {
  float d = was == is ? shape(is, v_at, radius) : mix(shape(was, v_at, radius), shape(is, v_at, radius), t);
  vec3 tone = was == is ? hue(is) : mix(hue(was), hue(is), t);
  float inside = soft(d);
  // A square that is crossed out: taken out by hand.
  if (is == 4) inside *= 1.0 - soft(abs(v_at.y) - 1.0) * soft(abs(v_at.x) - radius * 0.5);
  float around = soft(d - 1.5) * 0.85;
  return over(vec4(tone * inside, inside), vec4(u_sea * around, around));
}

// Bad shares are wide, good ones narrow; who is not there is dotted, who waits dashed, who was taken out striped.
float ringWidth(int health) {
  if (health == 0) return 3.0;
  if (health == 1) return 4.5;
  if (health == 2) return 6.0;
  if (health == 5) return 2.5;
  return 4.5;
}
float pattern(int health, float along) {
  if (health == 3) return step(0.35, fract(along / 7.0));
  if (health == 4) return step(0.45, fract(along / 3.6));
  if (health == 5) return step(0.5, fract(along / 5.0));
  return 1.0;
}

vec4 cluster(int is, float radius, float label) {
  float far = length(v_at);
  float turn = fract(atan(v_at.x, -v_at.y) / 6.2831853);
  float shares[6] = float[6](v_some.x, v_some.y, v_some.z, v_some.w, v_rest.x, v_rest.y);
  int part = 0;
  float sum = 0.0;
  float whole = max(0.001, v_some.x + v_some.y + v_some.z + v_some.w + v_rest.x + v_rest.y);
  for (int i = 0; i < 6; i++) {
    if (shares[i] <= 0.002) continue;
    part = i;
    sum += shares[i] / whole;
    if (turn < sum) break;
  }
  float disc = soft(far - radius);
  vec3 fill = mix(u_disc, hue(is), 0.13);
  float ring = disc * soft(radius - ringWidth(part) - far) * pattern(part, turn * 6.2831853 * radius);
  vec3 tone = mix(fill, hue(part), ring);
  if (label >= 0.0) {
    vec2 box = v_at / vec2(${labelBox.width}.0, ${labelBox.height}.0) + 0.5;
    if (all(greaterThan(box, vec2(0.0))) && all(lessThan(box, vec2(1.0)))) {
      vec2 cell = vec2(mod(label, ${labelBox.columns}.0), floor(label / ${labelBox.columns}.0));
      float ink = texture(u_labels, (cell + box) / vec2(${labelBox.columns}.0, ${labelBox.rows}.0)).a;
      tone = mix(tone, u_text, ink);
    }
  }
  float around = soft(far - radius - 1.0) * 0.9;
  return over(vec4(tone * disc, disc), vec4(u_sea * around, around));
}

void main() {
  float radius = v_own.x;
  int was = int(v_kind.y);
  int is = int(v_kind.z);
  vec4 found = v_kind.x > 0.5 ? cluster(is, radius, v_own.z) : node(was, is, radius, v_own.w);
  if (v_kind.w > 0.5) {
    float halo = soft(abs(length(v_at) - radius - 4.5) - (v_kind.w > 1.5 ? 1.5 : 1.0));
    found = over(found, vec4(u_focus * halo, halo));
  }
  color = found * v_own.y;
}`
