/**
 * Traces by OpenTelemetry, when an endpoint is set: spans of workflows, activities and the words between them, with
 * ids and names of types alone. Without an endpoint nothing of it is even loaded.
 */

import type { OpenTelemetryPlugin } from '@temporalio/interceptors-opentelemetry';

export interface Traces {
  /** For worker and client alike. */
  readonly plugin: OpenTelemetryPlugin;
  /** Sends what is left. */
  close(): Promise<void>;
}

/** Spans leave for `<endpoint>/v1/traces`, in batches; an endpoint that is away costs spans and nothing else. */
export async function openTraces(endpoint: string, identity: string): Promise<Traces> {
  const [plugins, sdk, exporters, resources] = await Promise.all([
    import('@temporalio/interceptors-opentelemetry'),
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/exporter-trace-otlp-proto'),
    import('@opentelemetry/resources'),
  ]);
  const resource = new resources.Resource({
    'service.name': 'focus-yuki-worker',
    'service.instance.id': identity,
  });
  const exporter = new exporters.OTLPTraceExporter({ url: `${endpoint}/v1/traces` });
  const spanProcessor = new sdk.BatchSpanProcessor(exporter);
  const provider = new sdk.BasicTracerProvider({ resource, spanProcessors: [spanProcessor] });
  // Sets the propagator, by which a span of a workflow is the parent of its activities.
  provider.register();
  const tracer = provider.getTracer('focus-yuki');
  return {
    plugin: new plugins.OpenTelemetryPlugin({ resource, spanProcessor, tracer }),
    close: () => provider.shutdown(),
  };
}
