SELECT carrier FROM mart.airline
