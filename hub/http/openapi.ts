import { z } from 'zod'
import { ErrorBody } from '#protocol/errors.ts'
import { api } from '#protocol/rest/api.ts'
import type { Endpoint, Gate } from '#protocol/rest/endpoint.ts'
import { accessCookie } from '#protocol/socket.ts'

type Json = Record<string, unknown>

/** OpenAPI 3.1 from the very schemas that the routes are checked with. */
export function describeApi(version: string, url: string): Json {
  const paths: Record<string, Json> = {}
  for (const [name, e] of Object.entries<Endpoint>(api)) {
    const path = e.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [e.method.toLowerCase()]: operation(name, e) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Traffix Node', version },
    servers: [{ url }],
    paths,
    components: {
      schemas: { Error: schema(ErrorBody, 'output') },
      securitySchemes: {
        cookie: { type: 'apiKey', in: 'cookie', name: accessCookie },
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
    },
  }
}

function operation(name: string, e: Endpoint): Json {
  return {
    operationId: name,
    tags: [e.path.split('/')[2]],
    summary: e.summary,
    'x-ability': abilityText(e.can),
    security: e.can === 'anyone' ? [] : [{ cookie: [] }, { bearer: [] }],
    parameters: [...parameters('path', e.params), ...parameters('query', e.query)],
    ...(e.body && {
      requestBody: { required: true, content: { 'application/json': { schema: schema(e.body, 'input') } } },
    }),
    responses: {
      [String(e.status ?? 200)]: {
        description: 'ok',
        content: {
          'application/json': { schema: schema(e.answer, 'output') },
          ...(e.csv && { 'text/csv': { schema: { type: 'string' } } }),
        },
      },
      default: {
        description: 'refused',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  }
}

function parameters(where: 'path' | 'query', shape: z.ZodObject | undefined): Json[] {
  if (!shape) return []
  const { properties = {}, required = [] } = schema(shape, 'input') as {
    properties?: Json
    required?: string[]
  }
  return Object.entries(properties).map(([name, of]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: of,
  }))
}

const schema = (of: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(of, { io, unrepresentable: 'any' })
  return rest
}
const abilityText = (gate: Gate) => (typeof gate === 'string' ? gate : gate.join(' '))
