-- one row: of whom the newest interactions are withheld to judge models by; generated from gate.holdOut of pipeline.yml
select cast(0.05 as double) as share, 100 as fewest, 2000 as most
