{{/* Puts the label of base/kustomization.yaml on an object, on its pods and on whatever selects them. Argument: the object. */}}
{{- define "orqen.label" -}}
{{- $pair := dict "app.kubernetes.io/name" "orqen" -}}
{{- $_ := set .metadata "labels" (merge (.metadata.labels | default dict) $pair) -}}
{{- $spec := .spec | default dict -}}
{{- if eq .kind "Service" -}}
{{- $_ := merge $spec.selector $pair -}}
{{- else if hasKey $spec "selector" -}}
{{- $_ := merge $spec.selector.matchLabels $pair -}}
{{- end -}}
{{- if hasKey $spec "podSelector" -}}
{{- $_ := merge $spec.podSelector.matchLabels $pair -}}
{{- end -}}
{{- if hasKey $spec "template" -}}
{{- $_ := merge $spec.template.metadata.labels $pair -}}
{{- range $spec.template.spec.topologySpreadConstraints -}}
{{- $_ := merge .labelSelector.matchLabels $pair -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Writes an object into the release's namespace, in its sync wave. Argument: a list of the root context and the object. */}}
{{- define "orqen.emit" -}}
{{- $root := index . 0 -}}
{{- $object := index . 1 -}}
{{- $_ := set $object.metadata "namespace" $root.Release.Namespace -}}
{{- if $root.Values.migrationJob.enabled -}}
{{- range (($root.Files.Get "files/components/database-migration/kustomization.yaml") | fromYaml).patches -}}
{{- if regexMatch (printf "^(%s)$" .target.kind) $object.kind -}}
{{- $patch := .patch | fromYaml -}}
{{- $_ := set $object.metadata "annotations" (merge ($object.metadata.annotations | default dict) $patch.metadata.annotations) -}}
{{- end -}}
{{- end -}}
{{- end }}
---
{{ toYaml $object }}
{{- end -}}

{{- define "orqen.image" -}}
{{- with .Values.image -}}
{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag }}{{ end }}
{{- end -}}
{{- end -}}

{{/* The largest number of pods that may run. */}}
{{- define "orqen.pods" -}}
{{- if .Values.autoscaling.enabled }}{{ int .Values.autoscaling.maxReplicas }}{{ else }}{{ int .Values.replicas }}{{ end -}}
{{- end -}}

{{/* The literals of a kustomization's first generator, as YAML. Argument: a list of the root context and the file. */}}
{{- define "orqen.literals" -}}
{{- $settings := dict -}}
{{- range (index (((index . 0).Files.Get (index . 1)) | fromYaml).configMapGenerator 0).literals -}}
{{- $pair := splitn "=" 2 . -}}
{{- $_ := set $settings $pair._0 $pair._1 -}}
{{- end -}}
{{ toYaml $settings }}
{{- end -}}

{{/* All settings of the pods, as YAML: those of the base, of the components that are taken, and of the values, which win. */}}
{{- define "orqen.settings" -}}
{{- $settings := include "orqen.literals" (list . "files/base/kustomization.yaml") | fromYaml -}}
{{- if .Values.tracing.enabled -}}
{{- $tracing := include "orqen.literals" (list . "files/components/tracing/kustomization.yaml") | fromYaml -}}
{{- $_ := set $tracing "OTEL_EXPORTER_OTLP_ENDPOINT" .Values.tracing.endpoint -}}
{{- $settings = mergeOverwrite $settings $tracing -}}
{{- end -}}
{{- if .Values.migrationJob.enabled -}}
{{- $settings = mergeOverwrite $settings (include "orqen.literals" (list . "files/components/database-migration/kustomization.yaml") | fromYaml) -}}
{{- end -}}
{{- $pods := int (include "orqen.pods" .) -}}
{{- if gt $pods 1 -}}
{{- $_ := set $settings "ORQEN_REPLICAS" (toString $pods) -}}
{{- if not (hasPrefix "jdbc:postgresql:" (get .Values.settings "SPRING_DATASOURCE_URL")) -}}
{{- fail "Several pods need one PostgreSQL: set settings.SPRING_DATASOURCE_URL to jdbc:postgresql://host/database." -}}
{{- end -}}
{{- end -}}
{{ toYaml (mergeOverwrite $settings .Values.settings) }}
{{- end -}}
