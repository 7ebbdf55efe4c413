import { z } from 'zod'
import * as auth from './auth.ts'
import { endpoint } from './endpoint.ts'
import * as fleet from './fleet.ts'
import * as proxy from './proxy.ts'
import * as staff from './staff.ts'
import * as usage from './usage.ts'

const openapi = endpoint({
  method: 'GET',
  path: '/api/openapi.json',
  can: 'anyone',
  summary: 'This description',
  answer: z.record(z.string(), z.unknown()),
})

/** Every REST endpoint by name: the hub must handle each, the SPA's client calls each, a test walks each. */
export const api = {
  openapi,
  login: auth.login,
  otp: auth.otp,
  refresh: auth.refresh,
  logout: auth.logout,
  register: auth.register,
  confirm: auth.confirm,
  forgot: auth.forgot,
  reset: auth.reset,
  me: auth.me,
  updateMe: auth.updateMe,
  changePassword: auth.changePassword,
  mySessions: auth.mySessions,
  revokeSession: auth.revokeSession,
  revokeOtherSessions: auth.revokeOtherSessions,
  listUsers: staff.listUsers,
  getUser: staff.getUser,
  createUser: staff.createUser,
  updateUser: staff.updateUser,
  listAccounts: staff.listAccounts,
  getAccount: staff.getAccount,
  createAccount: staff.createAccount,
  updateAccount: staff.updateAccount,
  suspendAccount: staff.suspendAccount,
  resumeAccount: staff.resumeAccount,
  listAudit: staff.listAudit,
  getSystem: staff.getSystem,
  listProxyUsers: proxy.listProxyUsers,
  getProxyUser: proxy.getProxyUser,
  createProxyUser: proxy.createProxyUser,
  updateProxyUser: proxy.updateProxyUser,
  deleteProxyUser: proxy.deleteProxyUser,
  rotateProxyUser: proxy.rotateProxyUser,
  testProxyUser: proxy.testProxyUser,
  listEdges: proxy.listEdges,
  listPlaces: proxy.listPlaces,
  listSessions: proxy.listSessions,
  cutSession: proxy.cutSession,
  getUsage: usage.getUsage,
  getUsageSummary: usage.getUsageSummary,
  listNodes: fleet.listNodes,
  getNode: fleet.getNode,
  approveNode: fleet.approveNode,
  rejectNode: fleet.rejectNode,
  suspendNode: fleet.suspendNode,
  updateNode: fleet.updateNode,
  listProviders: fleet.listProviders,
  createProvider: fleet.createProvider,
  listEnrollments: fleet.listEnrollments,
  createEnrollment: fleet.createEnrollment,
  revokeEnrollment: fleet.revokeEnrollment,
} as const
export type Api = typeof api
export type EndpointName = keyof Api
