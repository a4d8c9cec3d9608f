SELECT tailnum FROM mart.plane
