SELECT * FROM mart.flight WHERE tailnum = %s
