"""The table of run.sh: of each figure the median of the rounds, and what each gateway adds, within its round."""
import csv
import statistics
import sys

COLUMNS = ('req/s', 'p50 ms', 'p99 ms', 'p50 ms at 1', 'p99 ms at 1', 'CPU us / req', 'RSS MB', 'first byte ms', 'failed')
MICROS = {1, 2, 3, 4, 7}


def rounds(path):
    """The figures of each gateway, a row a round."""
    found = {}
    with open(path, newline='') as lines:
        for name, *figures in csv.reader(lines):
            found.setdefault(name, []).append([int(figure) for figure in figures])
    return found


def shown(column, figures):
    value = sum(figures) if column == 8 else statistics.median(figures)
    return '%.2f' % (value / 1e3) if column in MICROS else '%.0f' % value


def spread(values, form):
    """The median, and from where to where the rounds go."""
    return '%s (%s to %s)' % tuple(form % value for value in (statistics.median(values), min(values), max(values)))


def main():
    found = rounds(sys.argv[1])
    direct, nginx = found['direct'], found['nginx']
    print('| %-20s | %s |' % ('median of the rounds', ' | '.join(COLUMNS)))
    print('|---' + '|--:' * len(COLUMNS) + '|')
    for name, rows in found.items():
        print('| %-20s | %s |' % (name, ' | '.join(
            shown(i, column).rjust(len(COLUMNS[i])) for i, column in enumerate(zip(*rows)))))
    print()
    for name, rows in found.items():
        if name == 'direct':
            continue
        added = [[(row[i] - bare[i]) / 1e3 for row, bare in zip(rows, direct)] for i in (3, 4, 7)]
        print('- %s adds %s ms (p50) and %s ms (p99) at one connection, %s ms to the first byte of a stream; %s times the CPU '
              'of nginx' % (name, *(spread(values, '%.2f') for values in added),
                            spread([row[5] / max(bare[5], 1) for row, bare in zip(rows, nginx)], '%.1f')))


if __name__ == '__main__':
    main()
