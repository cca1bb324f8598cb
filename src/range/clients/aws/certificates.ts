import type { AwsSpec } from '../../system/system.ts'
import { schedule } from '../../world/agenda.ts'
import { arn, placeOf } from './arn.ts'
import { epoch } from './ecs-views.ts'
import type { Json } from './json.ts'
import { type AwsRequest, AwsServiceError, type Operation, option } from './request.ts'

/** ACM's certificates, and the CloudFront distributions that show them. */

type Certificate = AwsSpec['certificates'][number]
type Distribution = AwsSpec['distributions'][number]

function certificateArn(request: AwsRequest, spec: Certificate): string {
  return arn(placeOf(request.system, spec), 'acm', `certificate/${spec.id}`)
}

function certificate(request: AwsRequest): Certificate {
  const given = option(request, 'certificate-arn') ?? ''
  const found = request.system.aws.certificates.find((c) => certificateArn(request, c) === given)
  if (found !== undefined) return found
  if (!/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[A-Za-z0-9-]+$/.test(given))
    throw new AwsServiceError(
      'ValidationException',
      `1 validation error detected: Value '${given}' at 'certificateArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:[\\w+=/,.@-]+:acm:[\\w+=/,.@-]*:[0-9]+:[\\w+=,.@-]+(/[\\w+=,.@-]+)*`,
    )
  throw new AwsServiceError(
    'ResourceNotFoundException',
    `Could not find certificate ${given} in account ${request.system.account}.`,
  )
}

const describeCertificate: Operation = (request) => {
  const { world } = request
  const spec = certificate(request)
  const state = world.aws.certificates[spec.id]
  const names = [spec.domain, ...spec.alternatives]
  const pending = state?.renewal !== null && state?.renewal !== 'SUCCESS'
  const options = names.map((DomainName) => ({
    DomainName,
    ValidationDomain: DomainName,
    ValidationStatus: pending ? 'PENDING_VALIDATION' : 'SUCCESS',
    ResourceRecord: {
      Name: `${spec.validation.name}.`.replace(/\.\.$/, '.'),
      Type: 'CNAME',
      Value: spec.validation.value,
    },
    ValidationMethod: 'DNS',
  }))
  const notAfter = state?.notAfter ?? world.origin
  return {
    Certificate: {
      CertificateArn: certificateArn(request, spec),
      DomainName: spec.domain,
      SubjectAlternativeNames: names,
      DomainValidationOptions: options,
      Serial: '0a:3c:5e:71:22:90:b4:df',
      Subject: `CN=${spec.domain}`,
      Issuer: 'Amazon',
      CreatedAt: epoch(notAfter - 395 * 86_400_000),
      IssuedAt: epoch(notAfter - 395 * 86_400_000),
      Status: world.now > notAfter ? 'EXPIRED' : (state?.status ?? spec.status),
      NotBefore: epoch(notAfter - 395 * 86_400_000),
      NotAfter: epoch(notAfter),
      KeyAlgorithm: 'RSA-2048',
      SignatureAlgorithm: 'SHA256WITHRSA',
      InUseBy: [],
      Type: 'AMAZON_ISSUED',
      ...(state === undefined || state.renewal === null
        ? {}
        : {
            RenewalSummary: {
              RenewalStatus: state.renewal,
              DomainValidationOptions: options,
              ...(state.reason === null || !pending ? {} : { RenewalStatusReason: state.reason }),
              UpdatedAt: epoch(world.now),
            },
          }),
      KeyUsages: [{ Name: 'DIGITAL_SIGNATURE' }, { Name: 'KEY_ENCIPHERMENT' }],
      ExtendedKeyUsages: [{ Name: 'TLS_WEB_SERVER_AUTHENTICATION', OID: '1.3.6.1.5.5.7.3.1' }],
      RenewalEligibility: 'ELIGIBLE',
      Options: { CertificateTransparencyLoggingPreference: 'ENABLED' },
    },
  }
}

const listCertificates: Operation = (request) => ({
  CertificateSummaryList: request.system.aws.certificates
    .filter((c) => (c.region ?? request.system.region) === request.region)
    .map((c) => ({
      CertificateArn: certificateArn(request, c),
      DomainName: c.domain,
      SubjectAlternativeNameSummaries: [c.domain, ...c.alternatives],
      HasAdditionalSubjectAlternativeNames: false,
      Status: request.world.aws.certificates[c.id]?.status ?? c.status,
      Type: 'AMAZON_ISSUED',
      KeyAlgorithm: 'RSA-2048',
      InUse: true,
    })),
})

/** Asks ACM to look again; it does when the CNAME that proves the domain is there. */
const renewCertificate: Operation = (request) => {
  const { world, scene } = request
  const spec = certificate(request)
  scene.write()
  const proven = Object.values(world.aws.zones).some((z) =>
    z.records.some((r) => r.type === 'CNAME' && r.values.includes(spec.validation.value)),
  )
  if (proven) schedule(world, { at: world.now + 5 * 60_000, kind: 'aws', what: 'certificate', id: spec.id })
  return null
}

function distribution(request: AwsRequest): Distribution {
  const id = option(request, 'id') ?? option(request, 'distribution-id') ?? ''
  const found = request.system.aws.distributions.find((d) => d.id === id)
  if (found === undefined) throw new AwsServiceError('NoSuchDistribution', 'The specified distribution does not exist.')
  return found
}

function distributionView(request: AwsRequest, d: Distribution): { [key: string]: Json } {
  const { system, world } = request
  const certificate = system.aws.certificates.find((c) => c.id === d.certificate)
  return {
    Id: d.id,
    ARN: `arn:aws:cloudfront::${system.account}:distribution/${d.id}`,
    Status: 'Deployed',
    LastModifiedTime: new Date(world.origin - 40 * 86_400_000).toISOString(),
    InProgressInvalidationBatches: 0,
    DomainName: d.domain,
    DistributionConfig: {
      CallerReference: d.id,
      Aliases: { Quantity: d.aliases.length, ...(d.aliases.length === 0 ? {} : { Items: d.aliases }) },
      DefaultRootObject: '',
      Origins: {
        Quantity: 1,
        Items: [{ Id: 'origin', DomainName: d.origin, OriginPath: '', CustomHeaders: { Quantity: 0 } }],
      },
      DefaultCacheBehavior: { TargetOriginId: 'origin', ViewerProtocolPolicy: 'redirect-to-https', Compress: true },
      Comment: '',
      PriceClass: 'PriceClass_All',
      Enabled: true,
      ViewerCertificate:
        certificate === undefined
          ? { CloudFrontDefaultCertificate: true }
          : {
              ACMCertificateArn: certificateArn(request, certificate),
              SSLSupportMethod: 'sni-only',
              MinimumProtocolVersion: 'TLSv1.2_2021',
            },
      HttpVersion: 'http2and3',
      IsIPV6Enabled: true,
    },
  }
}

const getDistribution: Operation = (request) => ({
  ETag: 'E2QWRUHAPOMQZL',
  Distribution: distributionView(request, distribution(request)),
})

const listDistributions: Operation = (request) => ({
  DistributionList: {
    Marker: '',
    MaxItems: 100,
    IsTruncated: false,
    Quantity: request.system.aws.distributions.length,
    Items: request.system.aws.distributions.map((d) => ({
      Id: d.id,
      DomainName: d.domain,
      Status: 'Deployed',
      Enabled: true,
    })),
  },
})

const createInvalidation: Operation = (request) => {
  const { world, scene } = request
  const found = distribution(request)
  const paths = request.call.options.paths ?? []
  scene.write()
  world.counter += 1
  const id = `I${world.counter}${found.id.slice(-8)}`
  world.things[`invalidation/${id}`] = {
    kind: 'invalidation',
    name: id,
    state: 'InProgress',
    createdAt: world.now,
    fields: { distribution: found.id },
  }
  schedule(world, { at: world.now + 90_000, kind: 'thing', thing: `invalidation/${id}`, state: 'Completed' })
  return {
    Location: `https://cloudfront.amazonaws.com/2020-05-31/distribution/${found.id}/invalidation/${id}`,
    Invalidation: {
      Id: id,
      Status: 'InProgress',
      CreateTime: new Date(world.now).toISOString(),
      InvalidationBatch: { Paths: { Quantity: paths.length, Items: paths }, CallerReference: `cli-${world.now}` },
    },
  }
}

export const CERTIFICATES: Record<string, Operation> = {
  'acm describe-certificate': describeCertificate,
  'acm list-certificates': listCertificates,
  'acm renew-certificate': renewCertificate,
  'cloudfront create-invalidation': createInvalidation,
  'cloudfront get-distribution': getDistribution,
  'cloudfront list-distributions': listDistributions,
}
