"""The table of run.sh: of each figure the median of the rounds, and what each gateway adds, within its round."""
import csv
import statistics
import sys

# The columns of a line after its name.
RATE, P50, P99, CPU, RSS, FAILED, ONE_P50, ONE_P99, ONE_FAILED, FIRST = range(10)
COLUMNS = {RATE: 'req/s', P50: 'p50 ms', P99: 'p99 ms', ONE_P50: 'p50 ms at 1', ONE_P99: 'p99 ms at 1', CPU: 'CPU us / req',
           RSS: 'RSS MB', FIRST: 'first byte ms', FAILED: 'failed'}
MICROS = {P50, P99, ONE_P50, ONE_P99, FIRST}


def rounds(path):
    """The figures of each gateway, a row a round."""
    found = {}
    with open(path, newline='') as lines:
        for name, *figures in csv.reader(lines):
            found.setdefault(name, []).append([int(figure) for figure in figures])
    return found


def shown(column, rows):
    if column == FAILED:
        return str(sum(row[FAILED] + row[ONE_FAILED] for row in rows))
    value = statistics.median(row[column] for row in rows)
    return '%.2f' % (value / 1e3) if column in MICROS else '%.0f' % value


def spread(values, form):
    """The median, and from where to where the rounds go."""
    return '%s (%s to %s)' % tuple(form % value for value in (statistics.median(values), min(values), max(values)))


def added(column, rows, direct):
    return spread([(row[column] - bare[column]) / 1e3 for row, bare in zip(rows, direct)], '%.2f')


def times(rows, others):
    return spread([row[CPU] / max(other[CPU], 1) for row, other in zip(rows, others)], '%.1f')


def main():
    found = rounds(sys.argv[1])
    direct = found['direct']
    print('| %-20s | %s |' % ('median of the rounds', ' | '.join(COLUMNS.values())))
    print('|---' + '|--:' * len(COLUMNS) + '|')
    for name, rows in found.items():
        print('| %-20s | %s |' % (name, ' | '.join(shown(column, rows).rjust(len(title)) for column, title in COLUMNS.items())))
    print()
    for name, rows in found.items():
        if name == 'direct':
            continue
        print('- %s adds %s ms (p50) and %s ms (p99) at one connection, %s ms to the first byte of a stream'
              % (name, added(ONE_P50, rows, direct), added(ONE_P99, rows, direct), added(FIRST, rows, direct)), end='')
        others = [other for other in ('nginx', 'Spring Cloud Gateway') if list(found).index(other) < list(found).index(name)]
        print(''.join('; %s times the CPU of %s' % (times(rows, found[other]), other) for other in others))


if __name__ == '__main__':
    main()
