"""Summary of a Flight Recorder recording as JSON: profile.py EVENTS REQUESTS."""
import collections
import json
import re
import sys

with open(sys.argv[1]) as f:
    events = json.load(f)['recording']['events']
requests = int(sys.argv[2])


def frames(event):
    trace = event['values'].get('stackTrace') or {}
    for frame in trace.get('frames') or []:
        method = frame['method']
        yield method['type']['name'].replace('/', '.'), method['name'], frame.get('lineNumber', 0)


def package(name):
    name = re.sub(r'\$.*', '', name)
    parts = name.split('.')[:-1]
    return '.'.join(parts[:5 if parts[:2] == ['org', 'apache'] else 3])


def of(kind):
    return [e for e in events if e['type'] == kind]


def table(title, counter, total, limit):
    print('\n%s' % title)
    for name, n in counter.most_common(limit):
        print('  %5.1f %%  %s' % (100 * n / total, name))


# Native samples are mostly threads that wait, so only Java code counts here.
samples = [list(frames(e)) for e in of('jdk.ExecutionSample')]
samples = [s for s in samples if s]
total = max(len(samples), 1)
print('%d samples of Java code' % len(samples))
top, packages, inclusive, ours = (collections.Counter() for _ in range(4))
for stack in samples:
    top['%s.%s' % stack[0][:2]] += 1
    packages[package(stack[0][0])] += 1
    for name in {'%s.%s' % f[:2] for f in stack}:
        inclusive[name] += 1
    # The nearest frame of the gateway itself: what it asked for, wherever the time was spent.
    own = next((f for f in stack if f[0].startswith('app.orqen.')), None)
    ours['%s.%s:%d' % own if own else '(none)'] += 1
table('Top frames (self)', top, total, 30)
table('Packages (self)', packages, total, 25)
table('Nearest frame of app.orqen (it and what it calls)', ours, total, 40)
table('Frames with what they call', inclusive, total, 120)

weights, makers = collections.Counter(), collections.Counter()
for event in of('jdk.ObjectAllocationSample'):
    stack = list(frames(event))
    weight = event['values']['weight']
    weights[event['values']['objectClass']['name'].replace('/', '.')] += weight
    own = next((f for f in stack if f[0].startswith('app.orqen.')), None)
    makers['%s.%s:%d' % own if own else (stack and '(none) %s.%s' % stack[0][:2] or '(none)')] += weight
allocated = max(sum(weights.values()), 1)
print('\nAllocated: %.1f KB a request' % (allocated / 1024 / max(requests, 1)))
table('Allocated classes', weights, allocated, 12)
table('Allocated by (nearest frame of app.orqen)', makers, allocated, 25)
pauses = of('jdk.GarbageCollection')
print('\nCollections: %d' % len(pauses))
waits = collections.Counter(e['values']['monitorClass']['name'] for e in of('jdk.JavaMonitorEnter') if e['values'].get('monitorClass'))
table('Contended monitors (count)', waits, max(sum(waits.values()), 1), 8)
threads = collections.Counter()
for e in of('jdk.ThreadCPULoad'):
    t = (e['values'].get('eventThread') or {})
    threads[re.sub(r'\d+', 'N', t.get('javaName') or t.get('osName') or '?')] += e['values']['user'] + e['values']['system']
table('CPU by thread', threads, max(sum(threads.values()), 1e-9), 10)
