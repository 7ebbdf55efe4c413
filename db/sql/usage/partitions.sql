select usage_partitions(${first}::timestamptz, ${last}::timestamptz)
