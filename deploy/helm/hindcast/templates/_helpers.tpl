{{- define "hindcast.name" -}}{{ printf "%s-%s" .root.Release.Name .component | trunc 63 | trimSuffix "-" }}{{- end }}

{{- define "hindcast.selector" -}}
app.kubernetes.io/name: hindcast
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "hindcast.labels" -}}
{{ include "hindcast.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "hindcast.image" -}}
{{ .root.Values.image.registry }}/{{ .image }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{- define "hindcast.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "hindcast.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "hindcast.secret" -}}file:/run/secrets/hindcast/{{ . }}{{- end }}

{{- /* HINDCAST_<PREFIX>_DATABASE_*: the control database */ -}}
{{- define "hindcast.database" -}}
HINDCAST_{{ .prefix }}_DATABASE_URL: {{ required "control.url is needed: jdbc:postgresql://HOST:PORT/DATABASE" .root.Values.control.url | quote }}
HINDCAST_{{ .prefix }}_DATABASE_USER: {{ .root.Values.control.user | quote }}
HINDCAST_{{ .prefix }}_DATABASE_PASSWORD: {{ include "hindcast.secret" .root.Values.control.passwordKey }}
{{- end }}

{{- /* The key of values that is a component's: policy-registry, policyRegistry */ -}}
{{- define "hindcast.valuesKey" -}}
{{- get (dict "gateway" "gateway" "policy-registry" "policyRegistry" "branch-service" "branchService" "replay-worker" "replayWorker") .component -}}
{{- end }}

{{- define "hindcast.tlsSecret" -}}
{{- get .root.Values.tls.secrets (include "hindcast.valuesKey" .) | default (printf "%s-tls" (include "hindcast.name" .)) -}}
{{- end }}

{{- /* TLS, who calls, and the component's own token. */ -}}
{{- define "hindcast.security" -}}
{{- $auth := .root.Values.auth }}
HINDCAST_TLS_CERTIFICATE: /run/secrets/tls/tls.crt
HINDCAST_TLS_PRIVATE_KEY: /run/secrets/tls/tls.key
HINDCAST_TLS_TRUST: /run/secrets/tls/ca.crt
{{- if eq .component "gateway" }}
HINDCAST_TLS_CLIENT_AUTH: {{ .root.Values.tls.gatewayClientAuth }}
{{- end }}
{{- if .port }}
HINDCAST_AUTH_IDENTITY_FILE: /run/secrets/hindcast/{{ $auth.identitiesKey }}
{{- with $auth.jwt.issuer }}
HINDCAST_AUTH_JWT_ISSUER: {{ . | quote }}
HINDCAST_AUTH_JWT_AUDIENCE: {{ required "auth.jwt.audience goes with auth.jwt.issuer" $auth.jwt.audience | quote }}
{{- end }}
{{- end }}
{{- with get $auth.tokenKeys (include "hindcast.valuesKey" .) }}
HINDCAST_AUTH_TOKEN: {{ include "hindcast.secret" . }}
{{- end }}
{{- end }}

{{- /* The Deployment of a component: root, component, values, env (a map), port (0: it serves none), secrets, replicas ("" if it is scaled) */ -}}
{{- define "hindcast.deployment" -}}
{{- $secrets := .secrets }}
{{- if .port }}{{ $secrets = append $secrets .root.Values.auth.identitiesKey }}{{ end }}
{{- with get .root.Values.auth.tokenKeys (include "hindcast.valuesKey" .) }}{{ $secrets = append $secrets . }}{{ end }}
{{- $settings := merge (dict) .values.env (include "hindcast.security" . | fromYaml) .env }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "hindcast.name" . }}
  labels: {{- include "hindcast.labels" . | nindent 4 }}
spec:
  {{- if ne (toString .replicas) "" }}
  replicas: {{ .replicas }}
  {{- end }}
  strategy: { type: RollingUpdate, rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }
  selector:
    matchLabels: {{- include "hindcast.selector" . | nindent 6 }}
  template:
    metadata:
      labels: {{- include "hindcast.labels" . | nindent 8 }}
      {{- with .root.Values.podAnnotations }}
      annotations: {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      automountServiceAccountToken: false
      enableServiceLinks: false
      terminationGracePeriodSeconds: {{ .root.Values.terminationGracePeriodSeconds }}
      securityContext: {{- include "hindcast.podSecurity" . | nindent 8 }}
      {{- with .root.Values.image.pullSecrets }}
      imagePullSecrets: {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: {{ .component }}
          image: {{ include "hindcast.image" (dict "root" .root "image" .component) }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          env:
            {{- range $name, $value := $settings }}
            - { name: {{ $name }}, value: {{ $value | toString | quote }} }
            {{- end }}
            {{- if not (hasKey $settings "HINDCAST_LOG_FORMAT") }}
            - { name: HINDCAST_LOG_FORMAT, value: {{ .root.Values.telemetry.logFormat }} }
            {{- end }}
            {{- if and .root.Values.telemetry.otlpEndpoint (not (hasKey $settings "OTEL_EXPORTER_OTLP_ENDPOINT")) }}
            - { name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ .root.Values.telemetry.otlpEndpoint | quote }} }
            {{- end }}
          ports:
            {{- if .port }}
            - { name: grpc, containerPort: {{ .port }} }
            {{- end }}
            {{- range $name, $port := .ports }}
            - { name: {{ $name }}, containerPort: {{ $port }} }
            {{- end }}
            - { name: health, containerPort: 7409 }
          # By gRPC, in plaintext, on a port that answers nothing else; what serves has a token and certificates to ask for.
          startupProbe: { grpc: { port: 7409 }, periodSeconds: 1, failureThreshold: 60 }
          readinessProbe: { grpc: { port: 7409 }, periodSeconds: 5 }
          livenessProbe: { grpc: { port: 7409 }, periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 6 }
          {{- if .port }}
          # Endpoints are told a moment later than the pod; until then calls still come.
          lifecycle: { preStop: { exec: { command: [sleep, "3"] } } }
          {{- end }}
          resources: {{- toYaml .values.resources | nindent 12 }}
          securityContext: {{- include "hindcast.containerSecurity" . | nindent 12 }}
          volumeMounts:
            - { name: tmp, mountPath: /tmp }
            - { name: tls, mountPath: /run/secrets/tls, readOnly: true }
            - { name: secrets, mountPath: /run/secrets/hindcast, readOnly: true }
      volumes:
        - { name: tmp, emptyDir: { medium: Memory, sizeLimit: 64Mi } }
        - name: tls
          secret: { secretName: {{ include "hindcast.tlsSecret" . }}, defaultMode: 0440 }
        - name: secrets
          secret:
            secretName: {{ .root.Values.secretName }}
            defaultMode: 0440
            items:
              {{- range $secrets | uniq }}
              - { key: {{ . }}, path: {{ . }} }
              {{- end }}
      {{- with .root.Values.nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .root.Values.tolerations }}
      tolerations: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .root.Values.affinity }}
      affinity: {{- toYaml . | nindent 8 }}
      {{- else }}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector: { matchLabels: { {{ include "hindcast.selector" . | replace "\n" ", " }} } }
      {{- end }}
{{- end }}
