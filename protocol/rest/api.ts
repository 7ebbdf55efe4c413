import { z } from 'zod'
import * as auth from './auth.ts'
import { endpoint } from './endpoint.ts'
import * as enrollments from './enrollments.ts'
import * as nodes from './nodes.ts'
import * as providers from './providers.ts'
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
  listNodes: nodes.listNodes,
  countNodes: nodes.countNodes,
  getNode: nodes.getNode,
  getNodeHistory: nodes.getNodeHistory,
  approveNode: nodes.approveNode,
  rejectNode: nodes.rejectNode,
  suspendNode: nodes.suspendNode,
  decideNodes: nodes.decideNodes,
  updateNode: nodes.updateNode,
  getPolicy: nodes.getPolicy,
  updatePolicy: nodes.updatePolicy,
  getGeo: nodes.getGeo,
  listProviders: providers.listProviders,
  getProvider: providers.getProvider,
  createProvider: providers.createProvider,
  updateProvider: providers.updateProvider,
  stopProvider: providers.stopProvider,
  startProvider: providers.startProvider,
  recordConsent: providers.recordConsent,
  inviteConsent: providers.inviteConsent,
  readConsent: providers.readConsent,
  giveConsent: providers.giveConsent,
  listEnrollments: enrollments.listEnrollments,
  createEnrollment: enrollments.createEnrollment,
  revokeEnrollment: enrollments.revokeEnrollment,
} as const
export type Api = typeof api
export type EndpointName = keyof Api
